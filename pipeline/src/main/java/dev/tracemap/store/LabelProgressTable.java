package dev.tracemap.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/// The table `label_progress`: one row per unfinished run whose clusters are being named.
final class LabelProgressTable {
    private LabelProgressTable() {}

    static void save(Connection connection, String runId, ObjectNode progress) throws SQLException {
        Sql.of("INSERT OR REPLACE INTO label_progress VALUES (?, ?)", runId, Json.write(progress))
                .execute(connection);
    }

    static Optional<ObjectNode> find(Connection connection, String runId) throws SQLException {
        return Sql.of("SELECT progress FROM label_progress WHERE run_id = ?", runId)
                .first(connection, row -> Json.object(row.getString("progress")));
    }

    static void forget(Connection connection, String runId) throws SQLException {
        Sql.of("DELETE FROM label_progress WHERE run_id = ?", runId).execute(connection);
    }
}
