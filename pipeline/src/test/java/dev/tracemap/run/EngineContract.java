package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.Cap;
import dev.tracemap.llm.Limits;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.ScriptedServer;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import dev.tracemap.summary.SummaryStyle;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every engine does with a run, whatever happens to it: the same state at the end, the same run event, and no
/// call to a model that was answered before.
public abstract class EngineContract {
    protected static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    protected static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int ITEMS = 24;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> ALL = List.of(
            "sample",
            "summarize",
            "embed",
            "cluster",
            "rest",
            "lineage",
            "assign",
            "label",
            "hierarchy",
            "drivers",
            "emit");
    private static final Set<String> TWICE = Set.of("rest", "assign", "label", "hierarchy");
    private static final List<String> SOME = List.of("summarize", "label", "emit");

    /// What an undisturbed run of the embedded engine leaves behind, and how often it asks a model.
    private record Undisturbed(ObjectNode event, int calls) {}

    private static @Nullable Undisturbed undisturbed;

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(NOW);
    private final ScriptedServer server = new ScriptedServer(new ScriptedReader(0)::answer);
    private @Nullable Models models;
    private @Nullable Runs runs;
    private @Nullable Store store;

    /// An engine, with somebody who works for it.
    protected abstract Engine engine(Store over, Stages stages, InstantSource clock);

    /// Whoever worked for the engine is gone, without a word where that can be.
    protected abstract void loseWorkers();

    @BeforeEach
    void fill() {
        store = DuckDbStore.open(directory, now::get);
        store.append(new Generator()
                .generate(new SampleParams(ITEMS, 5, NOW, Duration.ofDays(6)))
                .events());
    }

    @AfterEach
    void close() {
        loseWorkers();
        runs.close();
        models.close();
        server.close();
        store.close();
    }

    public static Stream<String> stages() {
        return (Boolean.getBoolean("tracemap.long") ? ALL : SOME).stream();
    }

    protected final Store store() {
        return store;
    }

    /// Short pauses; and as much time as a slow machine needs, but for one stage.
    private static StagePolicy quick(Stage<?> stage, @Nullable String hurried) {
        StagePolicy own = stage.policy();
        Duration time = stage.id().equals(hurried) ? Duration.ofSeconds(4) : Duration.ofMinutes(4);
        return new StagePolicy(time, own.attempts(), Duration.ofMillis(10), own.grows());
    }

    protected final Stages stages(Store over, @Nullable String hurried) {
        Limits limits = new Limits(4, 0, 5, Duration.ofMillis(1), Duration.ofSeconds(60), 0);
        ModelSettings settings = new ModelSettings(
                Map.of(ModelStage.EMBEDDING, "text-embedding-3-small"),
                limits,
                Cap.NONE,
                Cap.NONE,
                Privacy.PLAIN,
                SummaryStyle.DEFAULT,
                Map.of(),
                null);
        models = new Models(over, settings, Optional.of(server.endpoint()), _ -> null, now::get);
        return new Stages(
                over,
                new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2),
                models,
                List.of(),
                Sources.NONE,
                stage -> quick(stage, hurried),
                now::get);
    }

    final Runs runs(Store over, @Nullable String hurried) {
        Stages stages = stages(over, hurried);
        runs = new Runs(over, stages, engine(over, stages, now::get), now::get, UnaryOperator.identity());
        return runs;
    }

    final RunRecord ended(Runs by, String run) throws InterruptedException {
        RunRecord ended = by.await(1, run, PATIENCE, _ -> true);
        assertTrue(ended.isOver(), ended.toString());
        return ended;
    }

    final void assertUndisturbed(RunRecord run) throws InterruptedException {
        assertEquals(Status.COMPLETE, run.status(), String.valueOf(run.error()));
        assertEquals(ITEMS, run.items());
        List<ObjectNode> events = events(store);
        assertEquals(1, events.size(), "run events");
        int calls = server.requests().size();
        if (undisturbed == null) {
            undisturbed = reference();
        }
        assertEquals(undisturbed.event(), events.getFirst());
        assertEquals(undisturbed.calls(), calls, "calls to models");
    }

    private Undisturbed reference() throws InterruptedException {
        try (Store other = DuckDbStore.open(directory.resolve("reference"), now::get)) {
            other.append(new Generator()
                    .generate(new SampleParams(ITEMS, 5, NOW, Duration.ofDays(6)))
                    .events());
            int before = server.requests().size();
            Stages stages = stages(other, null);
            try (Runs embedded = new Runs(other, stages, () -> NOW)) {
                RunRecord run = ended(
                        embedded, embedded.start(1, RunInputs.DEFAULT, null).runId());
                assertEquals(Status.COMPLETE, run.status(), String.valueOf(run.error()));
            }
            return new Undisturbed(events(other).getFirst(), server.requests().size() - before);
        }
    }

    /// Without the time it took, and what the attempts that succeeded asked of models.
    private static List<ObjectNode> events(Store from) {
        return from
                .query("SELECT properties FROM events WHERE event = '$ai_trace_clusters'", 10, Duration.ofSeconds(60))
                .rows()
                .stream()
                .map(row -> bare(String.valueOf(row.getFirst())))
                .toList();
    }

    private static ObjectNode bare(String properties) {
        try {
            ObjectNode event = (ObjectNode) JSON.readTree(properties);
            event.withObject("/$ai_clustering_params").remove(List.of("seconds", "models"));
            return event;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aRunEndsCompleteWithOneEvent() throws InterruptedException {
        Runs all = runs(store, null);
        assertUndisturbed(ended(all, all.start(1, RunInputs.DEFAULT, null).runId()));
        awaitEnded(all, Status.COMPLETE);
        assertEquals(Map.of(), store.outcomes(all.latest(1).orElseThrow().runId(), "sample"));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void aStageThatFailsOnceIsTriedAgain(String stage) throws InterruptedException {
        GatedStore gate = new GatedStore(store, stage, 1, true);
        Runs all = runs(gate.store(), null);
        String id = all.start(1, RunInputs.DEFAULT, null).runId();
        assertTrue(gate.isReached());
        RunRecord again = all.find(1, id).orElseThrow();
        assertEquals(stage, again.stage().split(":", 2)[0]);
        assertEquals(2, again.attempt());
        assertEquals("the disk is away", again.error());
        gate.open();
        assertUndisturbed(ended(all, id));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void aStageThatGoesOnFailingEndsTheRunWithTheReason(String stage) throws InterruptedException {
        Runs all = runs(new GatedStore(store, stage, 100, false).store(), null);
        RunRecord run = ended(all, all.start(1, RunInputs.DEFAULT, null).runId());
        int attempts = TWICE.contains(stage) ? 2 : 3;
        assertEquals(Status.FAILED, run.status());
        assertEquals(attempts, run.attempt());
        assertTrue(String.valueOf(run.error()).startsWith("stage " + stage), run.error());
        assertTrue(
                String.valueOf(run.error())
                        .endsWith(" failed " + attempts
                                + " times, at last: dev.tracemap.store.StoreException: the disk is away"),
                run.error());
        assertEquals(List.of(), events(store));
        awaitEnded(all, Status.FAILED);
    }

    /// It is counted a moment after it is seen.
    private static void awaitEnded(Runs all, Status status) throws InterruptedException {
        for (int look = 0; look < 6_000 && all.ended(status) == 0; look++) {
            Thread.sleep(50);
        }
        assertEquals(1, all.ended(status));
    }

    @Test
    void whatNobodyCanMendIsNotTriedAgain() throws Exception {
        Runs all = runs(store, null);
        RunInputs past = RunInputs.parse(JSON.readTree("{\"from\": \"2020-01-01\", \"to\": \"2020-02-01\"}"));
        RunRecord run = ended(all, all.start(1, past, null).runId());
        assertEquals(Status.FAILED, run.status());
        assertEquals(1, run.attempt());
        assertTrue(String.valueOf(run.error()).contains("the data lies between"), run.error());
    }

    @Test
    void aStageThatTakesTooLongIsTriedAgain() throws InterruptedException {
        GatedStore gate = new GatedStore(store, "drivers", 0, true);
        Runs all = runs(gate.store(), "drivers");
        String id = all.start(1, RunInputs.DEFAULT, null).runId();
        RunRecord again = all.await(1, id, PATIENCE, run -> run.attempt() == 1);
        assertEquals(2, again.attempt(), again.toString());
        assertTrue(String.valueOf(again.error()).contains("it took longer than PT4S"), again.error());
        gate.open();
        assertUndisturbed(ended(all, id));
    }

    @ParameterizedTest
    @MethodSource("stages")
    void aRunIsCancelledInWhateverStageItIs(String stage) throws InterruptedException {
        GatedStore gate = new GatedStore(store, stage, 0, true);
        Runs all = runs(gate.store(), null);
        String id = all.start(1, RunInputs.DEFAULT, null).runId();
        assertTrue(gate.isReached());
        all.cancel(1, id);
        RunRecord run = ended(all, id);
        assertEquals(Status.CANCELLED, run.status());
        assertEquals(List.of(), events(store));
        assertEquals(0, all.resumeUnfinished());
    }

    @Test
    void aRunThatIsBegunTwiceIsDoneOnce() throws InterruptedException {
        Stages stages = stages(store, null);
        Engine engine = engine(store, stages, now::get);
        Runs all = new Runs(store, stages, engine, now::get, UnaryOperator.identity());
        runs = all;
        RunRecord run = all.start(1, RunInputs.DEFAULT, null);
        engine.begin(run);
        engine.begin(run);
        assertUndisturbed(ended(all, run.runId()));
        engine.begin(all.find(1, run.runId()).orElseThrow());
        assertEquals(1, events(store).size());
    }

    @Test
    void theClockMayJump() throws InterruptedException {
        GatedStore gate = new GatedStore(store, "embed", 0, true);
        Runs all = runs(gate.store(), null);
        String id = all.start(1, RunInputs.DEFAULT, null).runId();
        assertTrue(gate.isReached());
        now.set(NOW.plus(Duration.ofDays(40)));
        gate.open();
        RunRecord run = ended(all, id);
        now.set(NOW.minus(Duration.ofDays(2)));
        assertEquals(Status.COMPLETE, run.status(), String.valueOf(run.error()));
        RunRecord second = ended(all, all.start(1, RunInputs.DEFAULT, null).runId());
        assertEquals(Status.COMPLETE, second.status(), String.valueOf(second.error()));
    }
}
