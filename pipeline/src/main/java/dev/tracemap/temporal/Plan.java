package dev.tracemap.temporal;

import dev.tracemap.run.RunSteps;
import java.time.Duration;
import java.util.List;

/// What a run is taken through, as the worker that takes it up knows it.
///
/// @param heartbeat after so long without a sign a worker counts as lost
public record Plan(List<RunSteps.Step> steps, Duration heartbeat) {
    public Plan {
        steps = List.copyOf(steps);
    }
}
