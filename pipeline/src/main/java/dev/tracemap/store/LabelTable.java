package dev.tracemap.store;

import dev.tracemap.label.Label;
import dev.tracemap.store.Store.LabelVersion;
import dev.tracemap.store.Store.NamedBy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.duckdb.DuckDBConnection;

/// The table `labels`: every naming of a run's clusters. The names in use stand in `clusters`.
final class LabelTable {
    private LabelTable() {}

    /// The first naming keeps the run's own names as version 1 beside it.
    static int save(DuckDBConnection connection, String runId, Map<Integer, Label> labels, NamedBy namedBy, Instant now)
            throws SQLException {
        int last = Sql.of("SELECT coalesce(max(version), 0) FROM labels WHERE run_id = ?", runId)
                .first(connection, row -> row.getInt(1))
                .orElse(0);
        if (last == 0) {
            Sql.of(
                            "INSERT INTO labels SELECT c.run_id, 1, c.cluster_id, c.title, c.description, 'run',"
                                    + " coalesce(r.finished_at, r.created_at) FROM clusters c JOIN runs r USING (run_id)"
                                    + " WHERE c.run_id = ?",
                            runId)
                    .execute(connection);
            last = 1;
        }
        try (Rows rows = Rows.into(connection, "labels")) {
            for (Map.Entry<Integer, Label> label : new TreeMap<>(labels).entrySet()) {
                rows.add(
                        runId,
                        last + 1,
                        label.getKey(),
                        label.getValue().title(),
                        label.getValue().description(),
                        namedBy.name().toLowerCase(Locale.ROOT),
                        now);
            }
        }
        return last + 1;
    }

    static List<LabelVersion> versions(Connection connection, String runId) throws SQLException {
        return Sql.of(
                        "SELECT version, any_value(named_by) AS named_by, epoch_us(max(created_at)) AS at,"
                                + " list(CAST(cluster_id AS VARCHAR) ORDER BY cluster_id) AS clusters FROM labels"
                                + " WHERE run_id = ? AND version > 1 GROUP BY version ORDER BY version DESC",
                        runId)
                .list(connection, LabelTable::version);
    }

    static LabelVersion version(ResultSet row) throws SQLException {
        return new LabelVersion(
                row.getInt("version"),
                NamedBy.valueOf(row.getString("named_by").toUpperCase(Locale.ROOT)),
                Sql.instant(row.getLong("at")),
                Sql.texts(row, "clusters").stream().map(Integer::valueOf).toList());
    }
}
