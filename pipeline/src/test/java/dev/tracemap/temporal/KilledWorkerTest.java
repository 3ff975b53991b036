package dev.tracemap.temporal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.llm.ScriptedServer;
import dev.tracemap.run.KillContract;
import dev.tracemap.run.RunningProcess;
import dev.tracemap.run.ScriptedReader;
import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a cluster: its only worker is killed without warning, and another comes.
class KilledWorkerTest extends KillContract {
    private static final int ITEMS = 30;

    /// So many answers, and the server falls silent.
    private static final int ANSWERED = 14;

    private static final int MOST_MILLIS = 6_000;

    @TempDir
    private Path directory;

    @Override
    protected Home home() throws IOException {
        return new Cluster();
    }

    @Override
    protected int mostMillis() {
        return MOST_MILLIS;
    }

    /// Each worker that is lost is missed only after some seconds.
    @Test
    @Tag("long")
    void aRunKilledInEachStageEndsOnceAndRepeatsNothingThatWasKept() throws IOException, InterruptedException {
        killInEachStage();
    }

    @Test
    @Tag("long")
    void aRunKilledAtRandomEndsOnceAndRepeatsNothingThatWasKept() throws IOException, InterruptedException {
        killAtRandom(Integer.getInteger("tracemap.kills", 20));
    }

    @Test
    void anotherWorkerEndsTheRunAndAsksNothingAgain() throws IOException, InterruptedException {
        ScriptedReader reader = new ScriptedReader(0);
        CountDownLatch killed = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(asked -> {
                    if (asked.number() > ANSWERED) {
                        await(killed);
                    }
                    return reader.answer(asked);
                });
                Home cluster = home()) {
            RunningProcess.fill(directory, ITEMS);
            Process worker = cluster.process(directory, server.url())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            RunningProcess.killWhen(worker, () -> server.requests().size() > ANSWERED);
            killed.countDown();
            long finished = finished(directory);
            assertTrue(finished > 0 && finished < ITEMS, finished + " finished");
            long asked = items(server);
            assertTrue(ends(cluster.process(directory, server.url())), "the second worker does not end the run");
            assertEquals(ITEMS - finished, items(server) - asked, "calls of the second worker");
            assertEquals(ITEMS, finished(directory));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// A cluster in this process, and workers for it in others.
    private static final class Cluster implements Home {
        private final int port;
        private final TestServer.PortBoundTestServer server;

        Cluster() throws IOException {
            try (ServerSocket socket = new ServerSocket(0)) {
                port = socket.getLocalPort();
            }
            server = TestServer.createPortBoundServer(port, true);
        }

        @Override
        public ProcessBuilder process(Path data, String models, String... more) {
            List<String> all = new ArrayList<>(List.of("localhost:" + port));
            all.addAll(List.of(more));
            return RunningProcess.command(WorkerProcess.class, data, models, all.toArray(String[]::new));
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
