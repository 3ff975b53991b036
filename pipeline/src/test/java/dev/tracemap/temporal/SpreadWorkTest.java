package dev.tracemap.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.run.Jobs;
import dev.tracemap.run.RunInputs;
import dev.tracemap.run.Runs;
import dev.tracemap.run.Scheduler;
import dev.tracemap.run.Stages;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import io.temporal.testing.TestWorkflowEnvironment;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One run over two workers.
class SpreadWorkTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final int ITEMS = 300;

    @TempDir
    private Path directory;

    /// Which worker kept what.
    private final Map<String, Set<String>> kept = new ConcurrentHashMap<>();

    /// The first two slices wait for each other, so that no worker can take both in turn.
    private final CyclicBarrier together = new CyclicBarrier(2);

    private Store watched(Store store, String worker) {
        return (Store) Proxy.newProxyInstance(
                Store.class.getClassLoader(), new Class<?>[] {Store.class}, (_, method, arguments) -> {
                    if (method.getName().equals("saveOutcome")) {
                        String stage = (String) arguments[1];
                        kept.computeIfAbsent(stage, _ -> ConcurrentHashMap.newKeySet())
                                .add(worker);
                        if (stage.startsWith("summarize/")) {
                            together.await(5, TimeUnit.MINUTES);
                        }
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void slicesGoToSeveralWorkersAndTheResultIsTheSame() throws InterruptedException {
        try (TestWorkflowEnvironment cluster = TestWorkflowEnvironment.newInstance();
                Store store = DuckDbStore.open(directory, CLOCK);
                OnnxEmbedder model = new OnnxEmbedder(SentenceModel.BGE_SMALL)) {
            store.append(new Generator()
                    .generate(new SampleParams(ITEMS, 5, NOW, Duration.ofDays(6)))
                    .events());
            Connection connection = new Connection(
                    cluster.getWorkflowServiceStubs(),
                    new TemporalSettings("localhost:7233", cluster.getNamespace(), Duration.ofMinutes(4)));
            List<TemporalWorker> workers = new ArrayList<>();
            TemporalEngine engine = new TemporalEngine(connection, store);
            Stages stages = new Stages(store, new Embedder(model, 2), CLOCK);
            Runs runs = new Runs(store, stages, engine, CLOCK, UnaryOperator.identity());
            Scheduler scheduler =
                    new Scheduler(store, runs, new Jobs(store, 10, CLOCK), Scheduler.Settings.DEFAULT, CLOCK);
            for (String name : List.of("one", "two")) {
                Store own = watched(store, name);
                TemporalWorker worker = new TemporalWorker(
                        connection, own, new Stages(own, new Embedder(model, 1), CLOCK), scheduler, CLOCK, 1);
                worker.start();
                workers.add(worker);
            }
            String id = runs.start(1, RunInputs.DEFAULT, null).runId();
            RunRecord run = runs.await(1, id, Duration.ofMinutes(5), _ -> true);
            workers.forEach(TemporalWorker::close);
            assertEquals(Status.COMPLETE, run.status(), String.valueOf(run.error()));
            assertEquals(ITEMS, run.items());
            Set<String> both = kept.entrySet().stream()
                    .filter(entry -> entry.getKey().startsWith("summarize/"))
                    .flatMap(entry -> entry.getValue().stream())
                    .collect(Collectors.toSet());
            assertEquals(Set.of("one", "two"), both);
            assertEquals(
                    2,
                    kept.keySet().stream()
                            .filter(stage -> stage.startsWith("embed/"))
                            .count());
            assertEquals(1, kept.get("cluster").size());
            try (Runs embedded = new Runs(store, stages, CLOCK)) {
                String again = embedded.start(1, RunInputs.DEFAULT, null).runId();
                assertEquals(
                        Status.COMPLETE,
                        embedded.await(1, again, Duration.ofMinutes(5), _ -> true)
                                .status());
                assertEquals(store.memberships(id, null, 0, ITEMS), store.memberships(again, null, 0, ITEMS));
            }
        }
    }
}
