package dev.tracemap.temporal;

import dev.tracemap.run.RunSteps;
import dev.tracemap.run.Slice;
import dev.tracemap.run.StagePolicy;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.ExternalWorkflowStub;
import io.temporal.workflow.Promise;
import io.temporal.workflow.SignalExternalWorkflowException;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes a run through its stages, each as its policy says. Slices of stages that spread go side by side to whichever
/// workers are free; the stage itself follows on one.
public final class StagedCourse implements RunCourse {
    /// A stage ends its own attempts; this is for one whose worker has forgotten the time.
    private static final Duration GRACE = Duration.ofSeconds(30);

    /// So many workers may be lost in one stage, beside the attempts that failed.
    private static final int LOST = 5;

    private static final ActivityOptions BRIEF = ActivityOptions.newBuilder()
            .setStartToCloseTimeout(Duration.ofMinutes(1))
            .setRetryOptions(RetryOptions.newBuilder()
                    .setInitialInterval(Duration.ofSeconds(1))
                    .setBackoffCoefficient(2)
                    .setMaximumInterval(Duration.ofMinutes(1))
                    .build())
            .build();

    private final StageActivity brief = Workflow.newActivityStub(StageActivity.class, BRIEF);

    @Override
    public void run(RunRef run) {
        try {
            stages(run, brief.plan(run));
        } catch (ActivityFailure | CanceledFailure e) {
            // What comes now is done although the workflow may be cancelled.
            Workflow.newDetachedCancellationScope(() -> end(run, e)).run();
        }
        Workflow.newDetachedCancellationScope(() -> tell(run)).run();
    }

    private void stages(RunRef run, Plan plan) {
        RunSteps.Done done = new RunSteps.Done(false, 0, List.of());
        for (RunSteps.Step step : plan.steps()) {
            StagePolicy policy = step.policy().forItems(done.items());
            if (step.spread()) {
                List<Promise<RunSteps.Done>> parts = new ArrayList<>();
                for (Slice slice : done.slices()) {
                    parts.add(Async.function(() -> attempt(run, step.id(), slice, policy, plan.heartbeat())));
                }
                Promise.allOf(parts).get();
            }
            done = attempt(run, step.id(), null, policy, plan.heartbeat());
            if (done.over()) {
                return;
            }
        }
    }

    private static RunSteps.Done attempt(
            RunRef run, String stage, @Nullable Slice slice, StagePolicy policy, Duration heartbeat) {
        StageActivity activity = Workflow.newActivityStub(StageActivity.class, options(policy, heartbeat));
        for (int lost = 0; ; lost++) {
            try {
                return activity.attempt(run, stage, slice);
            } catch (ActivityFailure e) {
                if (!isLost(e) || lost >= LOST) {
                    throw e;
                }
            }
        }
    }

    private static ActivityOptions options(StagePolicy policy, Duration heartbeat) {
        return ActivityOptions.newBuilder()
                .setStartToCloseTimeout(policy.timeout().plus(GRACE))
                .setHeartbeatTimeout(heartbeat)
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .setRetryOptions(RetryOptions.newBuilder()
                        .setInitialInterval(policy.firstDelay())
                        .setBackoffCoefficient(2)
                        .setMaximumAttempts(policy.attempts())
                        .setDoNotRetry(StageActivity.FINAL, StageActivity.STOPPED)
                        .build())
                .build();
    }

    private static boolean isLost(ActivityFailure failure) {
        return switch (failure.getCause()) {
            case ApplicationFailure cause -> cause.getType().equals(StageActivity.STOPPED);
            case TimeoutFailure cause -> cause.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_HEARTBEAT;
            case null, default -> false;
        };
    }

    private void end(RunRef run, Exception why) {
        Throwable cause = why instanceof ActivityFailure ? why.getCause() : why;
        switch (cause) {
            case CanceledFailure _ -> brief.end(run, null, false);
            case ApplicationFailure failure ->
                brief.end(run, failure.getOriginalMessage(), failure.getType().equals(StageActivity.FINAL));
            case TimeoutFailure _ -> brief.end(run, "its worker was lost, or took too long", false);
            case null, default -> brief.end(run, String.valueOf(cause), false);
        }
    }

    /// The coordinator may not be who began this run: it goes on as a new one from time to time.
    private static void tell(RunRef run) {
        ExternalWorkflowStub coordinator = Workflow.newUntypedExternalWorkflowStub(Coordination.ID);
        try {
            coordinator.signal("ended", run);
        } catch (SignalExternalWorkflowException e) {
            Workflow.getLogger(StagedCourse.class).debug("there is no coordinator to tell", e);
        }
    }
}
