package dev.tracemap.temporal;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/// One run, from its first stage to its end.
@WorkflowInterface
public interface RunCourse {
    @WorkflowMethod
    void run(RunRef run);
}
