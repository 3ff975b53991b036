package dev.tracemap.temporal;

import io.temporal.activity.ActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/// Takes the turn where the store is. A turn that was taken before, or is not due, changes nothing there.
public final class TimedTurn implements JobTurn {
    private final TurnActivity activity = Workflow.newActivityStub(
            TurnActivity.class,
            ActivityOptions.newBuilder()
                    .setStartToCloseTimeout(Duration.ofHours(1))
                    .setRetryOptions(
                            RetryOptions.newBuilder().setMaximumAttempts(3).build())
                    .build());

    @Override
    public void turn(JobRef job) {
        activity.turn(job);
    }
}
