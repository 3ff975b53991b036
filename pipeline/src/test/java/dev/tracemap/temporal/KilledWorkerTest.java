package dev.tracemap.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.llm.ScriptedServer;
import dev.tracemap.run.RunningProcess;
import dev.tracemap.run.ScriptedReader;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills the only worker of a cluster without warning, and lets another come. The cluster for tests gives it the stage
/// that was under way, but then keeps the workflow's next task to itself: what comes after is not shown here.
@Tag("long")
class KilledWorkerTest {
    private static final int ITEMS = 30;

    /// So many answers, and the server falls silent.
    private static final int ANSWERED = 14;

    @TempDir
    private Path directory;

    @Test
    void anotherWorkerTakesTheStageOverAndAsksNothingAgain() throws IOException, InterruptedException {
        int port = freePort();
        ScriptedReader reader = new ScriptedReader(0);
        CountDownLatch killed = new CountDownLatch(1);
        try (TestServer.PortBoundTestServer _ = TestServer.createPortBoundServer(port, true);
                ScriptedServer server = new ScriptedServer(asked -> {
                    if (asked.number() > ANSWERED) {
                        await(killed);
                    }
                    return reader.answer(asked);
                })) {
            RunningProcess.fill(directory, ITEMS);
            RunningProcess.killWhen(
                    worker(server, port), () -> server.requests().size() > ANSWERED);
            killed.countDown();
            long finished = finished();
            assertTrue(finished > 0 && finished < ITEMS, finished + " finished");
            int asked = server.requests().size();
            RunningProcess.killWhen(
                    worker(server, port), () -> server.requests().size() - asked >= ITEMS - finished);
            assertEquals(ITEMS, finished());
            assertEquals(ITEMS - finished, server.requests().size() - asked, "calls of the second worker");
        }
    }

    private Process worker(ScriptedServer server, int port) throws IOException {
        return RunningProcess.command(WorkerProcess.class, directory, server.url(), "localhost:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private long finished() {
        try (Store store = DuckDbStore.open(directory, RunningProcess.CLOCK)) {
            return store.query(
                            "SELECT item_id FROM item_digests WHERE model_facets IS NOT NULL",
                            2 * ITEMS,
                            Duration.ofSeconds(10))
                    .rows()
                    .size();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
