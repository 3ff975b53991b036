package dev.tracemap.temporal;

import dev.tracemap.run.RunSteps;
import dev.tracemap.run.Slice;
import dev.tracemap.store.RunRecord.Status;
import io.temporal.activity.ActivityInterface;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What workers do for runs.
@ActivityInterface
public interface StageActivity {
    /// Of a failure that trying again cannot mend.
    String FINAL = "RunFailed";

    /// Of an attempt that ended because its worker was stopped.
    String STOPPED = "WorkerStopped";

    Plan plan(RunRef run);

    /// One attempt at a stage.
    ///
    /// @param slice absent = the whole stage
    RunSteps.Done attempt(RunRef run, String stage, @Nullable Slice slice);

    /// Ends a run that is not over.
    ///
    /// @param cause of its failure; absent = cancelled
    /// @param plain whether the cause says everything by itself
    Status end(RunRef run, @Nullable String cause, boolean plain);

    /// Those of the runs whose workflow has ended.
    List<RunRef> ended(List<RunRef> runs);
}
