package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.label.ScriptedLabeller;
import dev.tracemap.llm.ScriptedServer;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;

/// Kills the processes of runs, whatever the engine, and then lets each run end.
public abstract class KillContract {
    private static final int ITEMS = 20;
    private static final int OF_ONE_RUN = 2;

    /// The server takes this long for an answer, so that there is something to be killed in.
    private static final int ANSWER_MILLIS = 60;

    private final SplittableRandom random = new SplittableRandom(7);

    @TempDir
    private Path directory;

    /// What a run needs beside its data, and how a process comes to life that goes on with it.
    public interface Home extends AutoCloseable {
        ProcessBuilder process(Path data, String models, String... more);

        @Override
        void close();
    }

    protected abstract Home home() throws IOException;

    /// How long one lives at most.
    protected abstract int mostMillis();

    /// Each stage of one run, when it is done and that is not yet kept.
    protected final void killInEachStage() throws IOException, InterruptedException {
        ScriptedReader reader = new ScriptedReader(0);
        try (ScriptedServer server = new ScriptedServer(reader::answer);
                Home home = home()) {
            RunningProcess.fill(directory, ITEMS);
            List<String> stages = EngineContract.stages().toList();
            for (String stage : stages) {
                Process process = home.process(directory, server.url(), RunningProcess.gate(stage))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
                try (BufferedReader out = process.inputReader()) {
                    assertTrue(out.lines().anyMatch(RunningProcess.AT_THE_GATE::equals), stage + " was not reached");
                    process.destroyForcibly().waitFor();
                }
            }
            assertTrue(ends(home.process(directory, server.url())), "the last one does not end");
            assertEquals(ITEMS, items(server), "items asked for");
            assertComplete(directory, server, 0);
        }
    }

    protected final void killAtRandom(int wanted) throws IOException, InterruptedException {
        int kills = 0;
        for (int run = 0; kills < wanted; run++) {
            kills += one(Files.createDirectory(directory.resolve("run-" + run)), Math.min(OF_ONE_RUN, wanted - kills));
        }
        System.out.println(kills + " kills, every run complete");
    }

    /// @return how often the run was killed before it ended
    private int one(Path data, int most) throws IOException, InterruptedException {
        ScriptedReader reader = new ScriptedReader(0);
        try (ScriptedServer server = new ScriptedServer(asked -> {
                    pause();
                    return reader.answer(asked);
                });
                Home home = home()) {
            RunningProcess.fill(data, ITEMS);
            int kills = 0;
            for (int life = 0; life < 2 * most && kills < most; life++) {
                long left = ITEMS - finished(data);
                long asked = items(server);
                kills += lived(home.process(data, server.url())) ? 0 : 1;
                long again = items(server) - asked;
                assertTrue(again <= left, again + " items asked for, " + left + " were not known");
            }
            long left = ITEMS - finished(data);
            long asked = items(server);
            assertTrue(ends(home.process(data, server.url())), "the last one does not end");
            assertEquals(left, items(server) - asked, "items asked for in the last life");
            assertComplete(data, server, kills);
            return kills;
        }
    }

    /// @return whether the process ended by itself
    private boolean lived(ProcessBuilder life) throws IOException, InterruptedException {
        Process process = life.redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (BufferedReader out = process.inputReader()) {
            out.readLine();
            boolean ended = process.waitFor(random.nextInt(mostMillis()), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            return ended;
        }
    }

    /// Whether a process of a run ends by itself, without a complaint.
    protected static boolean ends(ProcessBuilder life) throws IOException, InterruptedException {
        Process process = life.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        boolean ended = process.waitFor(5, TimeUnit.MINUTES);
        process.destroyForcibly().waitFor();
        return ended && process.exitValue() == 0;
    }

    private static void assertComplete(Path data, ScriptedServer server, int kills) {
        try (Store store = DuckDbStore.open(data, RunningProcess.CLOCK)) {
            RunRecord run = store.runs(1, 10).getFirst();
            assertEquals(Status.COMPLETE, run.status(), run.error());
            assertEquals(ITEMS, store.memberships(run.runId(), null, 0, 1_000).size());
            assertEquals(1, store.runs(1, 10).size());
            assertEquals(1, count(store, "events WHERE event = '$ai_trace_clusters'"));
            long steps = server.requests().stream()
                    .filter(ScriptedLabeller::concerns)
                    .count();
            assertTrue(
                    steps <= run.inputs().at("/models/labels/steps").intValue() + kills,
                    steps + " steps of labelling after " + kills + " kills");
        }
    }

    /// Calls about items, not about clusters.
    protected static long items(ScriptedServer server) {
        return server.requests().stream()
                .filter(asked -> !ScriptedLabeller.concerns(asked))
                .count();
    }

    /// Items that a model has read.
    protected static long finished(Path data) {
        try (Store store = DuckDbStore.open(data, RunningProcess.CLOCK)) {
            return count(store, "item_digests WHERE model_facets IS NOT NULL");
        }
    }

    private static long count(Store store, String rows) {
        Object count = store.query("SELECT count(*) FROM " + rows, 1, Duration.ofSeconds(30))
                .rows()
                .getFirst()
                .getFirst();
        return count instanceof Number number ? number.longValue() : -1;
    }

    private static void pause() {
        try {
            Thread.sleep(ANSWER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
