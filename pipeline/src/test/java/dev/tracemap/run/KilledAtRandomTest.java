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
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills processes at moments left to chance, each run several times, and then lets it end.
class KilledAtRandomTest {
    private static final int ITEMS = 20;
    private static final int OF_ONE_RUN = 2;

    /// The server takes this long for an answer, so that there is something to be killed in.
    private static final int ANSWER_MILLIS = 60;

    private static final int MOST_MILLIS = 2_500;

    private final SplittableRandom random = new SplittableRandom(7);

    @TempDir
    private Path directory;

    @Test
    void everyRunEndsOnceAndRepeatsNothingThatWasKept() throws IOException, InterruptedException {
        int wanted = Integer.getInteger("tracemap.kills", Boolean.getBoolean("tracemap.long") ? 100 : OF_ONE_RUN);
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
        })) {
            RunningProcess.fill(data, ITEMS);
            int kills = 0;
            for (int life = 0; life < 2 * most && kills < most; life++) {
                long left = ITEMS - finished(data);
                long asked = items(server);
                kills += lived(data, server) ? 0 : 1;
                long again = items(server) - asked;
                assertTrue(again <= left, again + " items asked for, " + left + " were not known");
            }
            end(data, server, kills);
            return kills;
        }
    }

    /// @return whether the process ended by itself
    private boolean lived(Path data, ScriptedServer server) throws IOException, InterruptedException {
        Process process = RunningProcess.command(data, server.url())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            out.readLine();
            boolean ended = process.waitFor(random.nextInt(MOST_MILLIS), TimeUnit.MILLISECONDS);
            process.destroyForcibly().waitFor();
            return ended;
        }
    }

    private static void end(Path data, ScriptedServer server, int kills) throws InterruptedException {
        long left = ITEMS - finished(data);
        long asked = items(server);
        try (Store store = DuckDbStore.open(data, RunningProcess.CLOCK);
                Runs runs = RunningProcess.runs(store, server.url())) {
            runs.resumeUnfinished();
            String id = store.runs(1, 1).getFirst().runId();
            RunRecord run = runs.await(1, id, Duration.ofMinutes(5), _ -> true);
            assertEquals(Status.COMPLETE, run.status(), run.error());
            assertEquals(left, items(server) - asked, "items asked for in the last life");
            assertEquals(ITEMS, store.memberships(id, null, 0, 1_000).size());
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

    private static long items(ScriptedServer server) {
        return server.requests().stream()
                .filter(asked -> !ScriptedLabeller.concerns(asked))
                .count();
    }

    private static long finished(Path data) {
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
