package dev.tracemap.temporal;

import dev.tracemap.run.Engine;
import dev.tracemap.run.FairTurns;
import io.temporal.activity.ActivityOptions;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.workflow.Async;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Begins runs as children, in the turns that [FairTurns] says. Goes on as a new execution before its history grows
/// long; runs at work outlive that, and tell the new one when they end.
public final class FairCoordination implements Coordination {
    /// Runs that one execution begins at most.
    private static final int BEGUN_AT_MOST = 200;

    private final FairTurns<RunRef> turns = new FairTurns<>(Engine.AT_ONCE);
    private final Set<RunRef> waiting = new LinkedHashSet<>();
    private final Set<RunRef> atWork = new LinkedHashSet<>();
    private final List<Promise<?>> starting = new ArrayList<>();
    private int begun;

    /// Before the first signal is heard.
    @WorkflowInit
    public FairCoordination(Queue carried) {
        carried.atWork().forEach(run -> {
            atWork.add(run);
            turns.atWork(run.teamId());
        });
        carried.waiting().forEach(this::submit);
    }

    @Override
    public void coordinate(Queue carried) {
        if (!carried.atWork().isEmpty()) {
            // One that was ended from outside could not tell.
            StageActivity activity = Workflow.newActivityStub(
                    StageActivity.class,
                    ActivityOptions.newBuilder()
                            .setStartToCloseTimeout(Duration.ofMinutes(1))
                            .build());
            Async.function(activity::ended, carried.atWork()).thenApply(gone -> {
                gone.forEach(this::ended);
                return gone;
            });
        }
        while (begun < BEGUN_AT_MOST && !Workflow.getInfo().isContinueAsNewSuggested()) {
            Optional<FairTurns.Turn<RunRef>> turn = turns.next();
            if (turn.isPresent()) {
                begin(turn.get().piece());
            } else {
                int before = atWork.size();
                int known = waiting.size();
                Workflow.await(() -> atWork.size() != before || waiting.size() != known);
            }
        }
        // A child that has not started would not outlive this execution.
        Workflow.await(() -> starting.stream().allMatch(Promise::isCompleted));
        Workflow.newContinueAsNewStub(Coordination.class)
                .coordinate(new Queue(
                        turns.waiting().stream().map(FairTurns.Turn::piece).toList(), List.copyOf(atWork)));
    }

    private void begin(RunRef run) {
        begun++;
        waiting.remove(run);
        atWork.add(run);
        RunCourse course = Workflow.newChildWorkflowStub(
                RunCourse.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(run.workflowId())
                        .setWorkflowTaskTimeout(TemporalWorker.TASK)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .build());
        Promise<Void> over = Async.procedure(course::run, run);
        Promise<?> started = Workflow.getWorkflowExecution(course);
        starting.removeIf(Promise::isCompleted);
        starting.add(started.handle((_, _) -> run));
        over.handle((_, _) -> {
            ended(run);
            return run;
        });
    }

    @Override
    public void submit(RunRef run) {
        if (!atWork.contains(run) && waiting.add(run)) {
            turns.add(run.teamId(), run);
        }
    }

    @Override
    public void withdraw(RunRef run) {
        if (waiting.remove(run)) {
            turns.withdraw(run.teamId(), run);
        }
    }

    @Override
    public void ended(RunRef run) {
        if (atWork.remove(run)) {
            turns.done(run.teamId());
        }
    }
}
