package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.label.Label;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a later run of the same job takes along.
class AncestryTest {
    private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(END);
    private Store store;
    private Runs runs;

    @BeforeEach
    void open() {
        store = DuckDbStore.open(directory, now::get);
        Embedder embedder = new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2);
        runs = new Runs(store, new Stages(store, embedder, now::get), now::get);
        store.append(new Generator()
                .generate(new SampleParams(300, 5, END, Duration.ofDays(6)))
                .events());
    }

    @AfterEach
    void close() {
        runs.close();
        store.close();
    }

    private RunRecord run() throws InterruptedException {
        now.updateAndGet(before -> before.plusSeconds(60));
        return runs.await(1, runs.start(1, RunInputs.DEFAULT, null).runId(), Duration.ofMinutes(2), _ -> true);
    }

    private Map<Integer, String> titles(RunRecord run) {
        return store.clusters(run.runId()).stream()
                .filter(cluster -> cluster.clusterId() >= 0)
                .collect(Collectors.toMap(ClusterRecord::clusterId, ClusterRecord::title));
    }

    @Test
    void aClusterThatCarriesOnKeepsTheTitleAPersonGaveIt() throws InterruptedException {
        RunRecord first = run();
        assertTrue(first.inputs().path("lineage").isMissingNode());
        Map<Integer, String> before = titles(first);
        int renamed = before.keySet().iterator().next();
        store.saveLabels(
                first.runId(), Map.of(renamed, new Label("What we call it", "- ours")), Store.NamedBy.USER, END);
        store.append(new Generator()
                .generate(new SampleParams(30, 77, END, Duration.ofHours(20)))
                .events());
        RunRecord second = run();
        JsonNode lineage = second.inputs().path("lineage");
        assertEquals(first.runId(), lineage.path("previous_run_id").asText());
        int carried = -1;
        for (JsonNode pair : lineage.path("continues")) {
            if (pair.path("before").asInt() == renamed) {
                carried = pair.path("after").asInt();
            }
        }
        assertTrue(carried >= 0, lineage.toString());
        assertEquals("What we call it", titles(second).get(carried));
        assertEquals(
                titles(second).size(),
                titles(second).values().stream().distinct().count(),
                "no two clusters of a run share a title");
        assertFalse(lineage.path("continues").isEmpty());
    }

    @Test
    void aTitleThatAnotherClusterHasNowStaysThere() {
        Ancestry ancestry = new Ancestry(record(), List.of(), Map.of(0, "Refunds", 1, "Orders"));
        Map<Integer, Label> labels = Map.of(
                0,
                new Label("Money back", "- a"),
                1,
                new Label("Order questions", "- b"),
                2,
                new Label("refunds", "- c"));
        assertEquals(
                Map.of(
                        0, new Label("Money back", "- a"),
                        1, new Label("Orders", "- b"),
                        2, new Label("refunds", "- c")),
                ancestry.carriedInto(labels));
    }

    private RunRecord record() {
        return store.runs(1, 1).stream().findFirst().orElseGet(() -> runs.start(1, RunInputs.DEFAULT, null));
    }
}
