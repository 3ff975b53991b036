package dev.tracemap.temporal;

import dev.tracemap.run.Job;
import dev.tracemap.run.Jobs;
import dev.tracemap.run.Schedule;
import dev.tracemap.store.Store;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleIntervalSpec;
import io.temporal.client.schedules.ScheduleListDescription;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.client.schedules.ScheduleUpdate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the schedules of a cluster in step with the jobs: one for each job that runs by itself, and one for what
/// has to be done each hour. Schedules of others are left alone.
///
/// A job's schedule begins in the slots that [Schedule] has for its team. One that was missed while the cluster was
/// down is made up for once.
public final class TemporalSchedules implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporalSchedules.class);
    private static final String PREFIX = "tracemap-job-";
    private static final Duration BETWEEN = Duration.ofMinutes(1);

    private final ScheduleClient client;
    private final Store store;
    private final LongFunction<Jobs> jobs;
    private final Thread thread = Thread.ofVirtual().name("schedules").unstarted(this::againAndAgain);
    private @Nullable Map<String, Turn> known;

    /// @param jobs of a team
    public TemporalSchedules(Connection connection, Store store, LongFunction<Jobs> jobs) {
        this.client = ScheduleClient.newInstance(
                connection.stubs(),
                ScheduleClientOptions.newBuilder()
                        .setNamespace(connection.settings().namespace())
                        .build());
        this.store = store;
        this.jobs = jobs;
    }

    /// A job's turn, by the schedule's id.
    private record Turn(JobRef job, Duration every, Duration offset) {}

    /// Looks for changed jobs each minute, for the first time now.
    public void start() {
        thread.start();
    }

    private void againAndAgain() {
        try {
            while (true) {
                try {
                    sync();
                } catch (RuntimeException e) {
                    LOG.warn("the schedules could not be brought in step with the jobs; tried again in a minute", e);
                }
                Thread.sleep(BETWEEN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Brings the cluster's schedules in step with the jobs as they are now.
    public synchronized void sync() {
        Map<String, Turn> wanted = wanted();
        Map<String, Turn> there = Optional.ofNullable(known).orElseGet(this::listed);
        for (Map.Entry<String, Turn> turn : wanted.entrySet()) {
            if (!there.containsKey(turn.getKey())) {
                client.createSchedule(
                        turn.getKey(),
                        schedule(turn.getKey(), turn.getValue()),
                        ScheduleOptions.newBuilder().build());
            } else if (!turn.getValue().equals(there.get(turn.getKey()))) {
                client.getHandle(turn.getKey())
                        .update(_ -> new ScheduleUpdate(schedule(turn.getKey(), turn.getValue())));
            }
        }
        for (String gone : new TreeSet<>(there.keySet())) {
            if (!wanted.containsKey(gone)) {
                client.getHandle(gone).delete();
            }
        }
        known = wanted;
    }

    private Map<String, Turn> wanted() {
        Map<String, Turn> wanted = new LinkedHashMap<>();
        wanted.put(PREFIX + "hourly", new Turn(JobTurn.HOURLY, Duration.ofHours(1), Duration.ZERO));
        for (long team : store.teams()) {
            List<Job> own = jobs.apply(team).list(team);
            for (Job job : own) {
                if (job.enabled() && job.schedule() != Schedule.OFF) {
                    wanted.put(
                            PREFIX + team + "-" + job.id(),
                            new Turn(
                                    new JobRef(team, job.id()),
                                    job.schedule().period(),
                                    job.schedule().offset(team)));
                }
            }
        }
        return wanted;
    }

    /// What a former process made, or another one; none of it is taken for up to date.
    private Map<String, Turn> listed() {
        Turn unknown = new Turn(JobTurn.HOURLY, Duration.ZERO, Duration.ZERO);
        return client.listSchedules()
                .map(ScheduleListDescription::getScheduleId)
                .filter(id -> id.startsWith(PREFIX))
                .collect(Collectors.toMap(id -> id, _ -> unknown));
    }

    private static io.temporal.client.schedules.Schedule schedule(String id, Turn turn) {
        return io.temporal.client.schedules.Schedule.newBuilder()
                .setAction(ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType(JobTurn.class)
                        .setArguments(turn.job())
                        .setOptions(WorkflowOptions.newBuilder()
                                .setWorkflowId(id)
                                .setTaskQueue(TemporalWorker.QUEUE)
                                .setWorkflowTaskTimeout(TemporalWorker.TASK)
                                .build())
                        .build())
                .setSpec(ScheduleSpec.newBuilder()
                        .setIntervals(List.of(new ScheduleIntervalSpec(turn.every(), turn.offset())))
                        .build())
                .setPolicy(SchedulePolicy.newBuilder()
                        .setOverlap(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP)
                        .setCatchupWindow(turn.every())
                        .build())
                .build();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
