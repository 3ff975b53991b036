package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import dev.tracemap.store.StoreException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Stages whose store fails for a while.
class StageRetryTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);

    private static final OnnxEmbedder MODEL = new OnnxEmbedder(SentenceModel.BGE_SMALL);

    @TempDir
    private Path directory;

    private Store store;

    @BeforeEach
    void open() {
        store = DuckDbStore.open(directory, CLOCK);
        store.append(new Generator()
                .generate(new SampleParams(60, 5, NOW, Duration.ofDays(3)))
                .events());
    }

    @AfterAll
    static void closeModel() {
        MODEL.close();
    }

    @AfterEach
    void close() {
        store.close();
    }

    /// What a stage asks of the store, by which its failures are told apart.
    private static BiPredicate<String, Object[]> callOf(String stage) {
        return switch (stage) {
            case "sample" -> (method, _) -> method.equals("items");
            case "summarize" -> (method, _) -> method.equals("saveDigests");
            case "embed" -> (method, _) -> method.equals("saveEmbeddings");
            case "emit" -> (method, _) -> method.equals("completeRun");
            default ->
                (method, arguments) -> method.equals("saveRun")
                        && ((RunRecord) arguments[0]).stage().startsWith(stage);
        };
    }

    /// The store, but the calls of this stage fail the first few times.
    private Store failing(String stage, int times) {
        AtomicInteger left = new AtomicInteger(times);
        BiPredicate<String, Object[]> meant = callOf(stage);
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (_, method, arguments) -> {
                    if (arguments != null && meant.test(method.getName(), arguments) && left.getAndDecrement() > 0) {
                        throw new StoreException("the disk is away", new IllegalStateException("for a while"));
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static RunRecord run(Store over, RunInputs inputs) throws InterruptedException {
        Embedder embedder = new Embedder(MODEL, 2);
        try (Runs runs = new Runs(over, new Stages(over, embedder, CLOCK), CLOCK)) {
            return runs.await(1, runs.start(1, inputs, null).runId(), Duration.ofMinutes(2), _ -> true);
        }
    }

    private long events() {
        Object count = store.query(
                        "SELECT count(*) FROM events WHERE event = '$ai_trace_clusters'", 1, Duration.ofSeconds(10))
                .rows()
                .getFirst()
                .getFirst();
        return count instanceof Number number ? number.longValue() : -1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"sample", "summarize", "embed", "cluster", "label", "emit"})
    void aStageThatFailsOnceIsTriedAgain(String stage) throws InterruptedException {
        RunRecord run = run(failing(stage, 1), RunInputs.DEFAULT);
        assertEquals(Status.COMPLETE, run.status(), String.valueOf(run.error()));
        assertEquals(60, run.items());
        assertEquals(1, events());
        assertEquals(60, store.memberships(run.runId(), null, 0, 1_000).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"embed", "emit"})
    void aStageThatGoesOnFailingEndsTheRunWithTheReason(String stage) throws InterruptedException {
        RunRecord run = run(failing(stage, 100), RunInputs.DEFAULT);
        assertEquals(Status.FAILED, run.status());
        assertEquals(3, run.attempt());
        assertTrue(String.valueOf(run.error()).contains("stage " + stage + " failed 3 times"), run.error());
        assertTrue(String.valueOf(run.error()).contains("the disk is away"), run.error());
        assertEquals(0, events());
        assertEquals(Status.FAILED, store.run(1, run.runId()).orElseThrow().status());
    }

    @Test
    void whatNobodyCanMendIsNotTriedAgain() throws InterruptedException {
        RunInputs past = new RunInputs(
                RunInputs.DEFAULT.level(),
                7,
                Instant.parse("2020-01-01T00:00:00Z"),
                Instant.parse("2020-02-01T00:00:00Z"),
                null,
                null,
                List.of(),
                null,
                null,
                "summary",
                RunInputs.DEFAULT.clustering(),
                null,
                null,
                null);
        RunRecord empty = run(store, past);
        assertEquals(Status.FAILED, empty.status());
        assertEquals(1, empty.attempt());
    }
}
