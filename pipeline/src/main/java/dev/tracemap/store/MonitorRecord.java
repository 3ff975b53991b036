package dev.tracemap.store;

import dev.tracemap.insight.BackTest;
import dev.tracemap.insight.MonitorAlert;
import dev.tracemap.insight.MonitorRule;
import dev.tracemap.insight.MonitorState;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A cluster that is watched for: its rule, what the back-test promised, and how it stands.
///
/// @param monitorId `m` and a number, unique within a team
/// @param runId where it was saved from; `clusterId` likewise
/// @param axis of that run, which says what text of an item is embedded
/// @param watchedFrom since when hits are known
public record MonitorRecord(
        long teamId,
        String monitorId,
        String name,
        Level level,
        String runId,
        int clusterId,
        String axis,
        MonitorRule rule,
        BackTest test,
        Standing standing,
        Instant watchedFrom,
        Instant createdAt) {

    /// How it stands, as it was last told.
    ///
    /// @param state absent until it was first looked at
    /// @param failing whether it fails more than before
    /// @param alerts the newest first
    public record Standing(
            @Nullable MonitorState state,
            boolean failing,
            @Nullable Instant since,
            List<MonitorAlert> alerts) {
        public static final Standing UNKNOWN = new Standing(null, false, null, List.of());

        public Standing {
            alerts = List.copyOf(alerts);
        }
    }

    /// The same, standing otherwise.
    public MonitorRecord with(Standing now) {
        return new MonitorRecord(
                teamId, monitorId, name, level, runId, clusterId, axis, rule, test, now, watchedFrom, createdAt);
    }

    /// The same under another name and rule.
    MonitorRecord with(String newName, MonitorRule newRule) {
        return new MonitorRecord(
                teamId,
                monitorId,
                newName,
                level,
                runId,
                clusterId,
                axis,
                newRule,
                test,
                standing,
                watchedFrom,
                createdAt);
    }
}
