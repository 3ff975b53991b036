package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole runs, offline, on generated traces.
class RunsTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    private Path directory;

    private Store store;
    private Runs runs;

    @BeforeEach
    void open() {
        store = DuckDbStore.open(directory, CLOCK);
        runs = newRuns();
    }

    @AfterEach
    void close() {
        runs.close();
        store.close();
    }

    @Test
    void aRunPlacesEveryItemAndIsOneEvent() throws InterruptedException {
        fill(120);
        RunRecord run = complete(RunInputs.DEFAULT);
        assertEquals(Status.COMPLETE, run.status(), String.valueOf(run.error()));
        List<Membership> members = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE);
        assertEquals(120, members.size());
        assertEquals(120, run.items());
        assertTrue(run.clusters() >= 2);
        assertEquals(
                120,
                store.clusters(run.runId()).stream()
                        .mapToInt(each -> each.size())
                        .sum());
        assertEquals(1, events("$ai_trace_clusters"));
        assertEquals(120, events("$ai_trace_summary"));
    }

    @Test
    void aCompleteRunIsSplitInTwo() throws InterruptedException {
        fill(120);
        RunRecord run = complete(RunInputs.DEFAULT);
        assertEquals(120, RunFacts.of(store, run).members().size());
        Instant half = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE).stream()
                .map(Membership::timestamp)
                .sorted()
                .skip(60)
                .findFirst()
                .orElseThrow();
        RunSplit split = RunSplit.of(store, run, half.toString());
        assertEquals("before " + half, split.before());
        String message = assertThrows(IllegalArgumentException.class, () -> RunSplit.of(store, run, "app_version"))
                .getMessage();
        assertTrue(message.contains("Its values are 4."), message);
    }

    @Test
    void theCutsOfTheTreeAreKeptWithTheRun() throws InterruptedException {
        fill(240);
        RunRecord run = complete(RunInputs.DEFAULT);
        JsonNode layers = run.inputs().path("chosen").path("layers");
        assertTrue(layers.size() >= 2, layers.toString());
        List<Membership> members = store.memberships(run.runId(), null, 0, Integer.MAX_VALUE);
        for (int at = 0; at < layers.size(); at++) {
            int depth = at;
            JsonNode layer = layers.get(depth);
            Set<Integer> clusters = members.stream()
                    .map(member -> member.layers().get(depth))
                    .filter(cluster -> cluster >= 0)
                    .collect(Collectors.toSet());
            assertEquals(layer.path("clusters").asInt(), clusters.size());
            if (layer.path("default").asBoolean()) {
                members.forEach(member ->
                        assertEquals(member.clusterId(), member.layers().get(depth)));
            }
        }
    }

    @Test
    void theSameInputsGiveTheSamePlacesWithoutComputingItemsAgain() throws InterruptedException {
        fill(80);
        RunRecord first = complete(RunInputs.DEFAULT);
        RunRecord second = complete(RunInputs.DEFAULT);
        assertFalse(first.runId().equals(second.runId()));
        assertEquals(
                store.memberships(first.runId(), null, 0, Integer.MAX_VALUE),
                store.memberships(second.runId(), null, 0, Integer.MAX_VALUE));
        assertEquals(80, events("$ai_trace_summary"));
    }

    @Test
    void anInterruptedRunGoesOnWithTheNextStart() throws InterruptedException {
        fill(200);
        RunRecord started = runs.start(1, RunInputs.DEFAULT, null);
        runs.await(1, started.runId(), PATIENCE, now -> !now.stage().equals("embed"));
        runs.close();
        assertFalse(store.run(1, started.runId()).orElseThrow().isOver());
        runs = newRuns();
        assertEquals(1, runs.resumeUnfinished());
        RunRecord done = runs.await(1, started.runId(), PATIENCE, now -> true);
        assertEquals(Status.COMPLETE, done.status(), String.valueOf(done.error()));
        assertEquals(1, events("$ai_trace_clusters"));
        assertEquals(0, runs.resumeUnfinished());
    }

    @Test
    void aCancelledRunStaysCancelled() throws InterruptedException {
        fill(200);
        RunRecord started = runs.start(1, RunInputs.DEFAULT, null);
        runs.await(1, started.runId(), PATIENCE, now -> now.status() == Status.QUEUED);
        runs.cancel(1, started.runId());
        RunRecord ended = runs.await(1, started.runId(), PATIENCE, now -> true);
        assertEquals(Status.CANCELLED, ended.status());
        assertEquals(0, runs.resumeUnfinished());
        assertEquals(0, events("$ai_trace_clusters"));
    }

    @Test
    void anEmptyWindowSaysWhereTheDataLies() throws IOException, InterruptedException {
        fill(30);
        RunInputs inputs =
                RunInputs.parse(new ObjectMapper().readTree("{\"from\": \"2020-01-01\", \"to\": \"2020-02-01\"}"));
        RunRecord run = complete(inputs);
        assertEquals(Status.FAILED, run.status());
        assertTrue(String.valueOf(run.error()).contains("the data lies between 2026-11-"), run.error());
    }

    @Test
    void anEmptyStoreSaysWhatToDoFirst() throws InterruptedException {
        RunRecord run = complete(RunInputs.DEFAULT);
        assertEquals(Status.FAILED, run.status());
        assertTrue(String.valueOf(run.error()).contains("import"), run.error());
    }

    @Test
    void aFilterOnAFacetReadsTheItemsFirst() throws IOException, InterruptedException {
        fill(60);
        String of = "SELECT count(*) FROM item_digests WHERE level = 'trace'";
        RunRecord run = complete(RunInputs.parse(new ObjectMapper()
                .readTree("{\"filters\": [{\"property\": \"facet.tool_call_count\", \"operator\": \"gt\","
                        + " \"value\": 0}]}")));
        assertEquals(Status.COMPLETE, run.status(), run.error());
        assertEquals(60, number(of));
        assertEquals(number(of + " AND tool_calls > 0"), run.items());
        assertTrue(run.items() > 0 && run.items() < 60, "items with a call: " + run.items());
    }

    @Test
    void scopeClustersOnlyTheMembersOfACluster() throws IOException, InterruptedException {
        fill(120);
        RunRecord whole = complete(RunInputs.DEFAULT);
        int size = store.clusters(whole.runId()).getFirst().size();
        int id = store.clusters(whole.runId()).getFirst().clusterId();
        RunRecord part = complete(RunInputs.parse(new ObjectMapper()
                .readTree("{\"scope\": {\"run_id\": \"" + whole.runId() + "\", \"cluster_id\": " + id + "}}")));
        assertEquals(size, part.items(), String.valueOf(part.error()));
    }

    private RunRecord complete(RunInputs inputs) throws InterruptedException {
        return runs.await(1, runs.start(1, inputs, null).runId(), PATIENCE, now -> true);
    }

    private Runs newRuns() {
        return new Runs(
                store, new Stages(store, new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2), CLOCK), CLOCK);
    }

    private void fill(int traces) {
        store.append(new Generator()
                .generate(new SampleParams(traces, 5, NOW, Duration.ofDays(6)))
                .events());
    }

    private long events(String name) {
        return number("SELECT count(*) FROM events WHERE event = '" + name + "'");
    }

    private long number(String sql) {
        Object count =
                store.query(sql, 1, Duration.ofSeconds(10)).rows().getFirst().getFirst();
        return count instanceof Number number ? number.longValue() : -1;
    }
}
