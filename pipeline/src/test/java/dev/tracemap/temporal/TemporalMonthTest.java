package dev.tracemap.temporal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.run.Jobs;
import dev.tracemap.run.QuickInputs;
import dev.tracemap.run.Runs;
import dev.tracemap.run.Schedule;
import dev.tracemap.run.Scheduler;
import dev.tracemap.run.Stages;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.ScheduleMark;
import dev.tracemap.store.Store;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Turns of a job on the cluster's own clock, which skips what nobody waits for. The cluster for tests knows no
/// schedules, so a cron begins the same workflow that a schedule begins.
class TemporalMonthTest {
    private static final Instant BEGIN = Instant.parse("2026-10-21T12:00:00Z");
    private static final Duration STEP = Duration.ofHours(12);
    private static final int MOST_RUNS = 100;
    /// In days: the traces, and the month with a few days more in which nothing is new.
    private static final int FILLED = 30;

    private static final int DAYS = Boolean.getBoolean("tracemap.long") ? 33 : 8;

    @TempDir
    private Path directory;

    private final TestWorkflowEnvironment cluster = TestWorkflowEnvironment.newInstance(
            TestEnvironmentOptions.newBuilder().setInitialTime(BEGIN).build());
    private final InstantSource clock = () -> Instant.ofEpochMilli(cluster.currentTimeMillis());

    @Test
    void aMonthGivesOneRunADayAndNoneWhenNothingIsNew() throws InterruptedException {
        Connection connection = new Connection(
                cluster.getWorkflowServiceStubs(),
                new TemporalSettings("localhost:7233", cluster.getNamespace(), Duration.ofMinutes(4)));
        try (cluster;
                Store store = DuckDbStore.open(directory, clock)) {
            store.append(new Generator()
                    .generate(new SampleParams(110, 5, BEGIN.plus(Duration.ofDays(FILLED)), Duration.ofDays(FILLED)))
                    .events());
            Stages stages = new Stages(store, new Embedder(new OnnxEmbedder(SentenceModel.BGE_SMALL), 2), clock);
            try (AtWork here = AtWork.on(connection, store, stages, new Scheduler.Settings(20, 0), clock)) {
                Jobs.Wish wish = new Jobs.Wish(null, "Mine", QuickInputs.json(), Schedule.DAILY, true);
                String job = here.jobs().save(1, wish).id();
                turnByCron(connection, new JobRef(1, job));
                live(store, here.runs(), job);
            }
        }
    }

    private static void turnByCron(Connection connection, JobRef job) {
        connection
                .client()
                .newUntypedWorkflowStub(
                        "JobTurn",
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TemporalWorker.QUEUE)
                                .setCronSchedule("0 */6 * * *")
                                .build())
                .start(job);
    }

    private void live(Store store, Runs runs, String job) throws InterruptedException {
        int before = 0;
        int skipped = 0;
        String note = "";
        for (int step = 0; step < DAYS * 2; step++) {
            cluster.sleep(STEP);
            List<RunRecord> all = runs.list(1, MOST_RUNS);
            for (RunRecord run : all) {
                runs.await(1, run.runId(), Duration.ofMinutes(2), _ -> true);
            }
            assertTrue(all.size() - before <= 1, "one run in " + STEP + " at most");
            before = all.size();
            String now = note(store, job);
            skipped += !now.equals(note) && now.startsWith("skipped") ? 1 : 0;
            note = now;
        }
        List<RunRecord> all = runs.list(1, MOST_RUNS);
        assertTrue(all.stream().allMatch(run -> run.status() == Status.COMPLETE), all.toString());
        assertTrue(all.size() <= DAYS, all.size() + " runs in " + DAYS + " days");
        assertTrue(skipped >= 1, "the first days have too few items");
        if (DAYS > FILLED) {
            assertTrue(all.size() >= 10 && all.size() <= FILLED, all.size() + " runs in a month");
            assertTrue(note.startsWith("skipped: "), "nothing is new at last: " + note);
        } else {
            assertTrue(!all.isEmpty(), "no run in " + DAYS + " days: " + note);
        }
    }

    private static String note(Store store, String job) {
        return store.marks(1).stream()
                .filter(mark -> mark.name().equals(job))
                .map(ScheduleMark::note)
                .findFirst()
                .orElse("");
    }
}
