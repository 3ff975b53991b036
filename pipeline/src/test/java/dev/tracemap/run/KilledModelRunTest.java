package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.llm.ScriptedServer;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
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
            try (Store store = DuckDbStore.open(directory, RunningProcess.CLOCK)) {
                store.append(new Generator()
                        .generate(new SampleParams(ITEMS, 5, RunningProcess.CLOCK.instant(), Duration.ofDays(6)))
                        .events());
            }
            killWhenStuck(server);
            killed.countDown();
            try (Store store = DuckDbStore.open(directory, RunningProcess.CLOCK)) {
                Set<Object> finished = finished(store);
                assertTrue(!finished.isEmpty() && finished.size() < ITEMS, finished.size() + " finished");
                int asked = server.requests().size();
                try (Runs runs = RunningProcess.runs(store, server.url())) {
                    assertEquals(1, runs.resumeUnfinished(1));
                    String id = runs.list(1, 1).getFirst().runId();
                    RunRecord run = runs.await(1, id, Duration.ofMinutes(5), _ -> true);
                    assertEquals(Status.COMPLETE, run.status(), run.error());
                    assertEquals(ITEMS, run.items());
                }
                assertEquals(ITEMS - finished.size(), server.requests().size() - asked, "calls after the restart");
            }
        }
    }

    private void killWhenStuck(ScriptedServer server) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")),
                        RunningProcess.class.getName(),
                        directory.toString(),
                        server.url())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (process.isAlive() && server.requests().size() <= ANSWERED) {
            Thread.sleep(5);
        }
        // What was answered has now time to be kept.
        Thread.sleep(3_000);
        process.destroyForcibly().waitFor();
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
