package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.label.ScriptedLabeller;
import dev.tracemap.llm.ScriptedBatches;
import dev.tracemap.llm.ScriptedServer;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process without warning while models summarise for it.
class KilledModelRunTest {
    private static final int ITEMS = 30;

    /// So many answers, and the server falls silent.
    private static final int ANSWERED = 14;

    @TempDir
    private Path directory;

    @Test
    void noFinishedItemIsAskedForAgain() throws IOException, InterruptedException {
        ScriptedReader reader = new ScriptedReader(0);
        CountDownLatch killed = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(asked -> {
            if (asked.number() > ANSWERED) {
                await(killed);
            }
            return reader.answer(asked);
        })) {
            RunningProcess.fill(directory, ITEMS);
            killWhen(server, () -> server.requests().size() > ANSWERED);
            killed.countDown();
            try (Store store = DuckDbStore.open(directory, RunningProcess.CLOCK)) {
                Set<Object> finished = finished(store);
                assertTrue(!finished.isEmpty() && finished.size() < ITEMS, finished.size() + " finished");
                int asked = server.requests().size();
                resumed(store, server);
                long items = server.requests().stream()
                        .skip(asked)
                        .filter(each -> !ScriptedLabeller.concerns(each))
                        .count();
                assertEquals(ITEMS - finished.size(), items, "calls after the restart");
            }
        }
    }

    @Test
    void labelsSetBeforeAreKeptAndNoStepIsRepeated() throws IOException, InterruptedException {
        ScriptedReader reader = new ScriptedReader(0);
        CountDownLatch killed = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(asked -> {
            if (ScriptedLabeller.concerns(asked) && asked.text().contains("labels_set")) {
                await(killed);
            }
            return reader.answer(asked);
        })) {
            RunningProcess.fill(directory, ITEMS);
            killWhen(server, () -> server.requests().stream()
                    .anyMatch(asked ->
                            ScriptedLabeller.concerns(asked) && asked.text().contains("labels_set")));
            killed.countDown();
            try (Store store = DuckDbStore.open(directory, RunningProcess.CLOCK)) {
                int asked = server.requests().size();
                RunRecord run = resumed(store, server);
                assertEquals(2, server.requests().size() - asked, "the step under way, and the last one");
                assertEquals(4, run.inputs().at("/models/labels/steps").intValue());
                assertEquals("agent", run.inputs().at("/models/labels/source").asText());
                assertTrue(store.labelProgress(run.runId()).isEmpty());
            }
        }
    }

    @Test
    void aBatchUnderWayIsWaitedForAndNotAskedAgain() throws IOException, InterruptedException {
        AtomicBoolean killed = new AtomicBoolean();
        ScriptedBatches batches = new ScriptedBatches(
                new ScriptedReader(0)::answer, new ScriptedBatches.End("completed", 0), killed::get, 0);
        try (ScriptedServer server = new ScriptedServer(batches::answer)) {
            RunningProcess.fill(directory, ITEMS);
            killWhen(
                    server,
                    () -> server.requests().stream()
                            .anyMatch(asked -> asked.path().contains("/batches/")),
                    "batches");
            killed.set(true);
            try (Store store = DuckDbStore.open(directory, RunningProcess.CLOCK)) {
                RunRecord run = resumed(store, server);
                assertEquals(1, batches.uploads.get());
                assertEquals(1, batches.created.get());
                assertEquals(
                        ITEMS, run.inputs().at("/models/summaries/by_model").intValue());
                assertEquals(
                        0,
                        server.requests().stream()
                                .filter(asked -> asked.path().contains("/chat/") && !ScriptedLabeller.concerns(asked))
                                .count());
                assertEquals(List.of(), store.modelBatches(1, run.runId()));
            }
        }
    }

    @Test
    void nothingThatWasJudgedIsJudgedAgain() throws IOException, InterruptedException {
        ScriptedReader reader = new ScriptedReader(0);
        CountDownLatch killed = new CountDownLatch(1);
        AtomicInteger verdicts = new AtomicInteger();
        try (ScriptedServer server = new ScriptedServer(asked -> {
            if (ScriptedJudge.concerns(asked) && verdicts.incrementAndGet() > 5) {
                await(killed);
            }
            return reader.answer(asked);
        })) {
            RunningProcess.fill(directory, ITEMS);
            killWhen(server, () -> verdicts.get() > 5, "rubrics");
            killed.countDown();
            try (Store store = DuckDbStore.open(directory, RunningProcess.CLOCK)) {
                long kept = count(store, "scores");
                assertTrue(kept > 0, "judgements kept before the end");
                int asked = server.requests().size();
                RunRecord run;
                try (Runs runs = RunningProcess.runs(store, server.url(), 0, RunningProcess.RUBRICS)) {
                    run = resumed(store, runs);
                }
                long again = server.requests().stream()
                        .skip(asked)
                        .filter(ScriptedJudge::concerns)
                        .count();
                assertEquals(count(store, "scores") - kept, again, "calls after the restart");
                assertEquals(kept, run.inputs().at("/scores/cached").longValue());
                assertEquals(again, run.inputs().at("/scores/judged").longValue());
                assertEquals(
                        store.clusters(run.runId()).size(),
                        store.scoreRates(run.runId()).size());
            }
        }
    }

    private static long count(Store store, String table) {
        return (long) store.query("SELECT count(*) FROM " + table, 1, Duration.ofSeconds(10))
                .rows()
                .getFirst()
                .getFirst();
    }

    private static RunRecord resumed(Store store, ScriptedServer server) throws InterruptedException {
        try (Runs runs = RunningProcess.runs(store, server.url())) {
            return resumed(store, runs);
        }
    }

    private static RunRecord resumed(Store store, Runs runs) throws InterruptedException {
        assertEquals(1, runs.resumeUnfinished());
        String id = store.runs(1, 1).getFirst().runId();
        RunRecord run = runs.await(1, id, Duration.ofMinutes(5), _ -> true);
        assertEquals(Status.COMPLETE, run.status(), run.error());
        assertEquals(ITEMS, run.items());
        return run;
    }

    private void killWhen(ScriptedServer server, BooleanSupplier stuck, String... more)
            throws IOException, InterruptedException {
        Process process = RunningProcess.command(directory, server.url(), more)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        RunningProcess.killWhen(process, stuck);
    }

    private static Set<Object> finished(Store store) {
        return store
                .query("SELECT item_id FROM item_digests WHERE model_facets IS NOT NULL", 1_000, Duration.ofSeconds(10))
                .rows()
                .stream()
                .map(row -> (Object) String.valueOf(row.getFirst()))
                .collect(Collectors.toSet());
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
