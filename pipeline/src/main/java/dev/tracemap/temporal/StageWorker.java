package dev.tracemap.temporal;

import dev.tracemap.run.RunFailed;
import dev.tracemap.run.RunSteps;
import dev.tracemap.run.Slice;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does stages of runs over a store, and tells the cluster that it is alive.
final class StageWorker implements StageActivity {
    private static final Logger LOG = LoggerFactory.getLogger(StageWorker.class);
    private static final int SIGNS_A_HEARTBEAT = 4;

    /// A cancellation is heard with the answer to a sign of life.
    static final Duration BETWEEN_SIGNS = Duration.ofSeconds(2);

    private final RunSteps steps;
    private final Store store;
    private final WorkflowClient client;
    private final Duration heartbeat;
    private final Set<RunSteps.Work> working = ConcurrentHashMap.newKeySet();
    private final Map<Status, LongAdder> ended = new EnumMap<>(Status.class);
    private volatile boolean stopped;

    StageWorker(RunSteps steps, Store store, WorkflowClient client, Duration heartbeat) {
        this.steps = steps;
        this.store = store;
        this.client = client;
        this.heartbeat = heartbeat;
        for (Status status : Status.values()) {
            ended.put(status, new LongAdder());
        }
    }

    @Override
    public Plan plan(RunRef run) {
        return new Plan(steps.steps(), heartbeat);
    }

    @Override
    public RunSteps.Done attempt(RunRef run, String stage, @Nullable Slice slice) {
        ActivityExecutionContext context = Activity.getExecutionContext();
        Progress progress = new Progress(store, slice == null);
        RunSteps.Work work = steps.begin(
                new RunSteps.Attempt(
                        run.teamId(),
                        run.runId(),
                        stage,
                        slice,
                        context.getInfo().getAttempt()),
                progress);
        working.add(work);
        Pulse pulse = new Pulse(context, work, progress, between());
        try {
            if (stopped) {
                work.stop();
            }
            RunSteps.Done done = work.call();
            if (done.over() && stage.equals(steps.steps().getLast().id())) {
                count(Status.COMPLETE);
            }
            return done;
        } catch (RunFailed e) {
            throw ApplicationFailure.newNonRetryableFailure(String.valueOf(e.getMessage()), FINAL);
        } catch (CancellationException e) {
            throw pulse.reason(e);
        } catch (RuntimeException e) {
            LOG.warn("run {}: an attempt of stage {} failed", run.runId(), stage, e);
            throw ApplicationFailure.newFailure(e.toString(), e.getClass().getSimpleName());
        } finally {
            pulse.close();
            working.remove(work);
        }
    }

    private Duration between() {
        Duration often = heartbeat.dividedBy(SIGNS_A_HEARTBEAT);
        return often.compareTo(BETWEEN_SIGNS) < 0 ? often : BETWEEN_SIGNS;
    }

    @Override
    public Status end(RunRef run, @Nullable String cause, boolean plain) {
        Status status = steps.end(run.teamId(), run.runId(), cause, plain);
        count(status);
        return status;
    }

    private void count(Status status) {
        Objects.requireNonNull(ended.get(status)).increment();
    }

    /// How many runs this worker has seen end in this way.
    long ended(Status status) {
        return Objects.requireNonNull(ended.get(status)).sum();
    }

    @Override
    public List<RunRef> ended(List<RunRef> runs) {
        return runs.stream().filter(run -> !isOpen(run)).toList();
    }

    private boolean isOpen(RunRef run) {
        try {
            return client.newUntypedWorkflowStub(run.workflowId()).describe().getStatus()
                    == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
        } catch (WorkflowNotFoundException e) {
            LOG.debug("run {} has no workflow any more", run.runId(), e);
            return false;
        }
    }

    /// Ends what is under way; it goes on with other workers.
    void stop() {
        stopped = true;
        working.forEach(RunSteps.Work::stop);
    }

    /// Signs of life while an attempt is under way, and the ear for its cancellation.
    private static final class Pulse {
        private final ActivityExecutionContext context;
        private final RunSteps.Work work;
        private final Progress progress;
        private final Duration between;
        private final Thread thread;
        private volatile @Nullable ActivityCompletionException cancelled;

        Pulse(ActivityExecutionContext context, RunSteps.Work work, Progress progress, Duration between) {
            this.context = context;
            this.work = work;
            this.progress = progress;
            this.between = between;
            // Not one that waits for a carrier while all are at work.
            this.thread = Thread.ofPlatform().daemon().name("pulse").start(this::beat);
        }

        private void beat() {
            try {
                while (true) {
                    context.heartbeat(progress.share());
                    Thread.sleep(between);
                }
            } catch (ActivityCanceledException e) {
                cancelled = e;
                work.cancel();
            } catch (ActivityCompletionException e) {
                // Somebody else is at it, or the worker stops.
                LOG.debug("an attempt is not wanted any more", e);
                work.stop();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        RuntimeException reason(CancellationException why) {
            ActivityCompletionException asked = cancelled;
            return asked != null
                    ? asked
                    : ApplicationFailure.newNonRetryableFailureWithCause("the worker was stopped", STOPPED, why);
        }

        void close() {
            thread.interrupt();
        }
    }

    /// How far an attempt is; what whole stages say is stored for whoever asks, at most once a second.
    private static final class Progress implements Consumer<RunRecord> {
        private static final long BETWEEN_NANOS = 1_000_000_000;

        private final Store store;
        private final boolean told;
        private volatile double share;
        private long last = System.nanoTime();

        Progress(Store store, boolean told) {
            this.store = store;
            this.told = told;
        }

        double share() {
            return share;
        }

        @Override
        public void accept(RunRecord run) {
            share = run.progress();
            long now = System.nanoTime();
            if (told && !run.isOver() && now - last > BETWEEN_NANOS) {
                last = now;
                store.saveRun(run);
            }
        }
    }
}
