package dev.tracemap.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A run as far as it has come.
///
/// @param stage what it does now or did last: `sample`, `summarize`, `embed`, `cluster: ` and the part of it,
///     `label`, `emit`
/// @param progress share of the stage, 0 to 1
/// @param attempt which try of the stage this is, from 1
/// @param inputs what was asked for; once complete also what was chosen
/// @param items that it is about; 0 until they are chosen
/// @param clusters without noise
/// @param noise items in no cluster
/// @param warnings for whoever reads the result
/// @param error why it failed; of a running one, why the attempt before did
public record RunRecord(
        String runId,
        long teamId,
        Level level,
        @Nullable String jobId,
        @Nullable String jobName,
        Status status,
        String stage,
        double progress,
        int attempt,
        Instant createdAt,
        @Nullable Instant finishedAt,
        Instant windowStart,
        Instant windowEnd,
        ObjectNode inputs,
        int items,
        int clusters,
        int noise,
        double seconds,
        List<String> warnings,
        @Nullable String error) {

    public enum Status {
        QUEUED,
        RUNNING,
        COMPLETE,
        FAILED,
        CANCELLED;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RunRecord {
        warnings = List.copyOf(warnings);
    }

    public boolean isOver() {
        return status == Status.COMPLETE || status == Status.FAILED || status == Status.CANCELLED;
    }

    /// The same run at work.
    public RunRecord at(String newStage, double newProgress) {
        boolean sameStage = whole(newStage).equals(whole(stage));
        return with(
                Status.RUNNING,
                newStage,
                newProgress,
                sameStage ? attempt : 1,
                null,
                seconds,
                sameStage ? error : null);
    }

    /// Without the part after the colon.
    private static String whole(String stage) {
        return stage.split(":", 2)[0];
    }

    /// The same run, about to try its stage once more.
    ///
    /// @param why the attempt before did not succeed
    public RunRecord again(String why) {
        return with(status, stage, 0, attempt + 1, null, seconds, why);
    }

    /// The same run, once its items are chosen.
    public RunRecord about(int newItems) {
        return new RunRecord(
                runId,
                teamId,
                level,
                jobId,
                jobName,
                status,
                stage,
                progress,
                attempt,
                createdAt,
                finishedAt,
                windowStart,
                windowEnd,
                inputs,
                newItems,
                clusters,
                noise,
                seconds,
                warnings,
                error);
    }

    /// The same run, over without a result.
    public RunRecord ended(Status newStatus, @Nullable String newError, Instant when) {
        return with(newStatus, stage, progress, attempt, when, seconds, newError);
    }

    public RunRecord took(double newSeconds) {
        return with(status, stage, progress, attempt, finishedAt, newSeconds, error);
    }

    /// The same run, complete.
    ///
    /// @param newInputs with what was chosen
    public RunRecord completed(
            Instant when,
            ObjectNode newInputs,
            int newItems,
            int newClusters,
            int newNoise,
            double newSeconds,
            List<String> newWarnings) {
        return new RunRecord(
                runId,
                teamId,
                level,
                jobId,
                jobName,
                Status.COMPLETE,
                "complete",
                1,
                1,
                createdAt,
                when,
                windowStart,
                windowEnd,
                newInputs,
                newItems,
                newClusters,
                newNoise,
                newSeconds,
                newWarnings,
                null);
    }

    private RunRecord with(
            Status newStatus,
            String newStage,
            double newProgress,
            int newAttempt,
            @Nullable Instant newFinishedAt,
            double newSeconds,
            @Nullable String newError) {
        return new RunRecord(
                runId,
                teamId,
                level,
                jobId,
                jobName,
                newStatus,
                newStage,
                newProgress,
                newAttempt,
                createdAt,
                newFinishedAt,
                windowStart,
                windowEnd,
                inputs,
                items,
                clusters,
                noise,
                newSeconds,
                warnings,
                newError);
    }
}
