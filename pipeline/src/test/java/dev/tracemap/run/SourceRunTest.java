package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.cluster.Agreement;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.source.ForeignTables;
import dev.tracemap.source.SourceSettings;
import dev.tracemap.store.ClickHouseAddress;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.chdb.ClickHouseServer;
import dev.tracemap.trace.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The sample of the demo, lying in other products' databases.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceRunTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final SampleParams PARAMS = new SampleParams(120, 42, NOW, Duration.ofDays(6));

    private final OnnxEmbedder model = new OnnxEmbedder(SentenceModel.BGE_SMALL);
    private final List<Event> events = new Generator()
            .stream(PARAMS).flatMap(trace -> trace.events().stream()).toList();
    private DuckDbStore store;
    private Map<String, Integer> clusters;

    @BeforeAll
    void runOverWhatWasSent(@TempDir Path directory) throws InterruptedException {
        ClickHouseServer.running();
        store = DuckDbStore.open(directory, CLOCK);
        store.append(events);
        clusters = clusters(run(1, Sources.NONE, RunInputs.DEFAULT));
    }

    @AfterAll
    void close() {
        store.close();
        model.close();
    }

    private RunRecord run(long team, Sources sources, RunInputs inputs) throws InterruptedException {
        Stages stages = new Stages(store, new Embedder(model, 2), Models.none(store, CLOCK), List.of(), sources, CLOCK);
        try (Runs runs = new Runs(store, stages, CLOCK)) {
            return runs.await(team, runs.start(team, inputs, null).runId(), Duration.ofMinutes(5), _ -> true);
        }
    }

    private Map<String, Integer> clusters(RunRecord run) {
        assertEquals(RunRecord.Status.COMPLETE, run.status(), String.valueOf(run.error()));
        Map<String, Integer> clusters = new TreeMap<>();
        for (Membership member : store.memberships(run.runId(), null, 0, Integer.MAX_VALUE)) {
            clusters.put(member.itemId().replace("-", ""), member.clusterId());
        }
        return clusters;
    }

    private static RunInputs from(String inputs) {
        return RunInputs.parse(Json.container(inputs));
    }

    private static Sources sources(SourceSettings settings) {
        return new Sources(List.of(settings), _ -> null, PriceTable::standard);
    }

    @ParameterizedTest
    @EnumSource
    void aRunFindsTheSameClusters(ForeignTables theirs) throws InterruptedException {
        Sources sources = sources(theirs.settings(theirs.filled(events)));
        long team = 10L + List.of(ForeignTables.values()).indexOf(theirs);
        Map<String, Integer> found = clusters(run(team, sources, from("{\"source\": \"theirs\"}")));
        assertEquals(clusters.keySet(), found.keySet());
        double agreement = Agreement.adjustedRandIndex(labels(clusters), labels(found));
        assertTrue(agreement > 0.8, "adjusted Rand index " + agreement);
        long stored = store.extent(team).orElseThrow().events();

        run(team, sources, from("{\"source\": \"theirs\"}"));
        assertEquals(stored, store.extent(team).orElseThrow().events(), "read twice, stored once");
    }

    private static int[] labels(Map<String, Integer> clusters) {
        return clusters.values().stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void onlyWhatIsSampledIsRead() throws InterruptedException {
        ClickHouseAddress address = ForeignTables.POSTHOG.filled(events);
        RunRecord run = run(
                2,
                sources(ForeignTables.POSTHOG.settings(address)),
                from("{\"source\": \"theirs\", \"max_samples\": 30}"));
        assertEquals(30, run.items());
        assertEquals(30, store.extent(2).orElseThrow().traces());
    }

    @Test
    void aSourceThatIsNotNamedIsRefused() {
        IllegalArgumentException refusal = assertThrows(
                IllegalArgumentException.class, () -> run(1, Sources.NONE, from("{\"source\": \"theirs\"}")));
        assertTrue(String.valueOf(refusal.getMessage()).contains("tracemap.yaml"), refusal.getMessage());
    }
}
