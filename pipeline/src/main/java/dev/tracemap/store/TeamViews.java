package dev.tracemap.store;

import java.sql.SQLException;
import java.sql.Statement;
import org.duckdb.DuckDBConnection;

/// Views of one team's rows, named like the tables and found before them, on a connection that is thrown away.
///
/// A condition that fails on some value would tell of rows that the view leaves out, were it tried on them. The
/// engine moves no condition below a limit, so each view has one that limits nothing.
final class TeamViews {
    private static final String BARRIER = " LIMIT " + Long.MAX_VALUE;

    private TeamViews() {}

    static void over(DuckDBConnection connection, long team) throws SQLException {
        String main = main(connection);
        StringBuilder views = new StringBuilder();
        for (String table : SqlPolicy.TABLES) {
            views.append("CREATE TEMPORARY VIEW ")
                    .append(table)
                    .append(" AS SELECT * FROM ")
                    .append(main)
                    .append(table)
                    .append(" WHERE ")
                    .append(condition(main, table, team))
                    .append(BARRIER)
                    .append("; ");
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute(views.toString());
        }
    }

    /// Whether no other team has sent anything or keeps a job.
    static boolean isAlone(DuckDBConnection connection, long team) throws SQLException {
        String main = main(connection);
        return Sql.of(
                        "SELECT NOT (EXISTS (SELECT 1 FROM " + main
                                + "events WHERE team_id <> ?) OR EXISTS (SELECT 1 FROM " + main
                                + "jobs WHERE team_id <> ?))",
                        team,
                        team)
                .first(connection, row -> row.getBoolean(1))
                .orElse(false);
    }

    private static String main(DuckDBConnection connection) throws SQLException {
        return "\"" + connection.getCatalog().replace("\"", "\"\"") + "\".main.";
    }

    private static String condition(String main, String table, long team) {
        if (SqlPolicy.OF_RUN.contains(table)) {
            return "run_id IN (SELECT run_id FROM " + main + "runs WHERE team_id = " + team + ")";
        }
        return table.equals("vectors")
                ? "text_hash IN (SELECT text_hash FROM " + main + "item_embeddings WHERE team_id = " + team + ")"
                : "team_id = " + team;
    }
}
