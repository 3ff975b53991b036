package dev.tracemap.store;

import dev.tracemap.label.Label;
import dev.tracemap.store.Store.LabelVersion;
import dev.tracemap.store.Store.NamedBy;
import dev.tracemap.trace.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The table `labels` in ClickHouse: every naming of a run's clusters. The names in use stand in `clusters`.
final class ClickHouseLabels {
    private static final String LABEL =
            "row_version, run_id, version, cluster_id, title, description, named_by, created_at";

    private ClickHouseLabels() {}

    /// The first naming keeps the run's own names as version 1 beside it.
    ///
    /// @param rowVersion of all rows written
    static int save(
            Connection connection,
            String runId,
            Map<Integer, Label> labels,
            NamedBy namedBy,
            Instant now,
            long rowVersion)
            throws SQLException {
        int last = Sql.of("SELECT max(version) FROM labels WHERE run_id = ?", runId)
                .first(connection, row -> row.getInt(1))
                .orElse(0);
        if (last == 0) {
            Sql.of(
                            "INSERT INTO labels (" + LABEL + ") SELECT ?, c.run_id, 1, c.cluster_id, c.title,"
                                    + " c.description, 'run', coalesce(r.finished_at, r.created_at)"
                                    + " FROM clusters AS c JOIN runs AS r ON r.run_id = c.run_id WHERE c.run_id = ?",
                            rowVersion,
                            runId)
                    .execute(connection);
            last = 1;
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (Map.Entry<Integer, Label> label : new TreeMap<>(labels).entrySet()) {
            rows.add(List.of(
                    rowVersion,
                    runId,
                    last + 1,
                    label.getKey(),
                    label.getValue().title(),
                    label.getValue().description(),
                    namedBy.name().toLowerCase(Locale.ROOT),
                    now));
        }
        ClickHouseRows.insert(connection, "labels", LABEL, rows);
        relabel(connection, runId, labels, rowVersion);
        return last + 1;
    }

    static void relabel(Connection connection, String runId, Map<Integer, Label> labels, long rowVersion)
            throws SQLException {
        for (Map.Entry<Integer, Label> entry : labels.entrySet()) {
            Sql.of(
                            "INSERT INTO clusters SELECT * REPLACE (? AS title, ? AS description, toInt64(?) AS row_version)"
                                    + " FROM clusters WHERE run_id = ? AND cluster_id = ?",
                            entry.getValue().title(),
                            entry.getValue().description(),
                            rowVersion,
                            runId,
                            entry.getKey())
                    .execute(connection);
        }
        for (Event event : runEvents(connection, runId)) {
            RunTable.rename(event, labels);
            ClickHouseEvents.replace(connection, List.of(event), rowVersion);
        }
    }

    /// The run's event; none while the run is not complete.
    static List<Event> runEvents(Connection connection, String runId) throws SQLException {
        return ClickHouseEvents.read(
                connection,
                Sql.of(
                        "SELECT " + ClickHouseEvents.COLUMNS + " FROM events JOIN runs"
                                + " ON events.uuid = runs.event_uuid AND events.team_id = runs.team_id"
                                + " WHERE runs.run_id = ?",
                        runId));
    }

    static List<LabelVersion> versions(Connection connection, String runId) throws SQLException {
        return Sql.of(
                        "SELECT version, any(named_by) AS named_by, toUnixTimestamp64Micro(max(created_at)) AS at,"
                                + " arrayMap(id -> toString(id), arraySort(groupArray(cluster_id))) AS clusters"
                                + " FROM labels WHERE run_id = ? AND version > 1 GROUP BY version"
                                + " ORDER BY version DESC",
                        runId)
                .list(connection, LabelTable::version);
    }
}
