package dev.tracemap.temporal;

/// A run by name.
public record RunRef(long teamId, String runId) {
    /// Of its workflow.
    String workflowId() {
        return "tracemap-run-" + runId;
    }
}
