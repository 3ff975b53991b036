package dev.tracemap.temporal;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/// The turn of a job, or what has to be done each hour; begun by a schedule of the cluster.
@WorkflowInterface
public interface JobTurn {
    /// Of the turn in which nothing is clustered: items are read ahead, and what is too old is deleted.
    JobRef HOURLY = new JobRef(0, "");

    @WorkflowMethod
    void turn(JobRef job);
}
