package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.ClickHouseStore;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.store.StoreCopy;
import dev.tracemap.store.chdb.ClickHouseServer;
import dev.tracemap.trace.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// The sample of the demo, smaller, in DuckDB and in ClickHouse.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BothStoresTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final SampleParams PARAMS = new SampleParams(120, 42, NOW, Duration.ofDays(6));

    private DuckDbStore duck;
    private RunRecord run;

    @BeforeAll
    void runInDuckDb(@TempDir Path directory) throws InterruptedException {
        ClickHouseServer.running();
        duck = DuckDbStore.open(directory, CLOCK);
        fill(duck);
        run = run(duck);
    }

    @AfterAll
    void close() {
        duck.close();
    }

    private static void fill(Store store) {
        store.append(new Generator()
                .stream(PARAMS).flatMap(trace -> trace.events().stream()).toList());
    }

    private static RunRecord run(Store store) throws InterruptedException {
        try (OnnxEmbedder model = new OnnxEmbedder(SentenceModel.BGE_SMALL);
                Runs runs = new Runs(store, new Stages(store, new Embedder(model, 2), CLOCK), CLOCK)) {
            RunRecord run =
                    runs.await(1, runs.start(1, RunInputs.DEFAULT, null).runId(), Duration.ofMinutes(5), _ -> true);
            assertEquals(RunRecord.Status.COMPLETE, run.status(), String.valueOf(run.error()));
            return run;
        }
    }

    private static List<Membership> members(Store store, RunRecord run) {
        return store.memberships(run.runId(), null, 0, Integer.MAX_VALUE);
    }

    @Test
    void theSampleGivesTheSameClustersInBoth(@TempDir Path other) throws InterruptedException {
        try (ClickHouseStore store = ClickHouseServer.running().store(other, CLOCK)) {
            fill(store);
            RunRecord again = run(store);
            assertTrue(again.clusters() >= 2);
            assertEquals(members(duck, run), members(store, again));
            assertEquals(titles(duck, run), titles(store, again));
            assertEquals(duck.mapPoints(run), store.mapPoints(again));
            assertFalse(duck.drivers(run.runId()).isEmpty());
            assertEquals(duck.drivers(run.runId()), store.drivers(again.runId()));
        }
    }

    private static List<String> titles(Store store, RunRecord run) {
        return store.clusters(run.runId()).stream()
                .map(cluster ->
                        cluster.clusterId() + " " + cluster.size() + " " + cluster.title() + " " + cluster.metrics())
                .toList();
    }

    @Test
    void aCopyHoldsEverythingAndMayBeMadeTwice(@TempDir Path other) {
        try (ClickHouseStore click = ClickHouseServer.running().store(other, CLOCK)) {
            copyTwice(click);
        }
    }

    private void copyTwice(ClickHouseStore click) {
        StoreCopy.Copied first = StoreCopy.run(duck, click, (_, _, _) -> {});
        assertEquals(0, first.events().duplicates());
        assertEquals(120L, first.rows().get("memberships"));

        StoreCopy.Copied second = StoreCopy.run(duck, click, (_, _, _) -> {});
        assertEquals(0, second.events().stored());
        assertEquals(first.events().stored(), second.events().duplicates());
        assertEquals(List.of(), second.events().conflicting());

        assertEquals(duck.extent(1), click.extent(1));
        assertEquals(duck.runs(1, 10), click.runs(1, 10));
        assertEquals(members(duck, run), members(click, run));
        assertEquals(titles(duck, run), titles(click, run));
        for (Level level : Level.values()) {
            ItemQuery all = new ItemQuery(1, level, NOW.minus(Duration.ofDays(9)), NOW, List.of(), null, 1);
            assertEquals(duck.items(all), click.items(all), level.wire());
        }
        for (Map.Entry<String, Long> table : second.rows().entrySet()) {
            if (!Set.of("label_progress", "model_batches", "stage_outcomes").contains(table.getKey())) {
                assertEquals(
                        List.of(List.of(table.getValue())),
                        click.query("SELECT count() FROM " + table.getKey(), 1, Duration.ofSeconds(30))
                                .rows(),
                        table.getKey());
            }
        }
    }

    @Test
    void aRunOnACopyDerivesNothingAgain(@TempDir Path other) throws InterruptedException {
        try (ClickHouseStore click = ClickHouseServer.running().store(other, CLOCK)) {
            StoreCopy.run(duck, click, (_, _, _) -> {});
            List<?> before = derived(click);
            RunRecord again = run(click);
            assertEquals(members(duck, run), members(click, again));
            assertEquals(before, derived(click));
        }
    }

    private static List<?> derived(Store store) {
        return store.query("SELECT count(), max(row_version) FROM item_digests", 1, Duration.ofSeconds(30))
                .rows();
    }
}
