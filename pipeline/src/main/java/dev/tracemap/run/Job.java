package dev.tracemap.run;

import dev.tracemap.store.JobRecord;
import dev.tracemap.trace.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A saved configuration of a run.
///
/// @param id begins with `j`, restricted to `[a-z0-9-]`
/// @param isDefault there by itself, not made by a person
/// @param enabled whether it runs by its schedule
public record Job(String id, String name, boolean isDefault, boolean enabled, Schedule schedule, RunInputs inputs) {

    private static final String DEFAULT = "jdefault-";

    static boolean isDefault(@Nullable String jobId) {
        return jobId != null && jobId.startsWith(DEFAULT);
    }

    /// The job that a team has at this level without asking, while it has none of its own there.
    static Job ofLevel(Level level, boolean enabled) {
        return new Job(
                DEFAULT + level.wire(),
                "Default - " + level.wire(),
                true,
                enabled,
                Schedule.DAILY,
                RunInputs.DEFAULT.withLevel(level));
    }

    static Job of(JobRecord stored) {
        return new Job(
                stored.jobId(),
                stored.name(),
                false,
                stored.enabled(),
                Schedule.fromWire(stored.schedule()),
                RunInputs.parse(stored.inputs()));
    }

    JobRecord toRecord(long teamId, Instant createdAt) {
        return new JobRecord(
                teamId, id, name, inputs.level().wire(), inputs.toJson(), schedule.wire(), enabled, createdAt);
    }
}
