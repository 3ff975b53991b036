package dev.tracemap.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The table `stage_outcomes`: what the finished stages of unfinished runs have made.
final class OutcomeTable {
    private static final String OF_STAGE =
            "SELECT stage, outcome FROM stage_outcomes WHERE run_id = ? AND (stage = ? OR stage LIKE ?) ORDER BY stage";

    private record Row(String stage, ObjectNode outcome) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(row.getString("stage"), Json.object(row.getString("outcome")));
        }
    }

    private OutcomeTable() {}

    static void save(Connection connection, String runId, String stage, ObjectNode outcome) throws SQLException {
        Sql.of("INSERT OR REPLACE INTO stage_outcomes VALUES (?, ?, ?)", runId, stage, Json.write(outcome))
                .execute(connection);
    }

    static void saveToClickHouse(Connection connection, String runId, String stage, ObjectNode outcome, long version)
            throws SQLException {
        ClickHouseRows.insert(
                connection,
                "stage_outcomes",
                "row_version, run_id, stage, outcome",
                List.of(List.of(version, runId, stage, Json.write(outcome))));
    }

    static Map<String, ObjectNode> of(Connection connection, String runId, String stage) throws SQLException {
        Map<String, ObjectNode> outcomes = new LinkedHashMap<>();
        Sql.of(OF_STAGE, runId, stage, stage + "/%")
                .list(connection, Row::of)
                .forEach(row -> outcomes.put(row.stage(), row.outcome()));
        return outcomes;
    }

    static void forget(Connection connection, String runId) throws SQLException {
        Sql.of("DELETE FROM stage_outcomes WHERE run_id = ?", runId).execute(connection);
    }
}
