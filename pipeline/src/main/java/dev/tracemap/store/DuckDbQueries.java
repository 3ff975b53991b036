package dev.tracemap.store;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// Answers the queries of users from a DuckDB file: checked by [SqlPolicy], in a read-only transaction on a connection
/// that is thrown away, with a limit on the size of a value. A team sees views of its rows in the place of the tables.
final class DuckDbQueries implements SqlSandbox.Engine {
    private static final int MAX_VALUE = 20_000;
    private static final Pattern EXPLAIN =
            Pattern.compile("\\s*EXPLAIN\\s+(?:ANALYZE\\s+)?(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    private final DuckDb database;
    // A platform thread: the query may hold the carrier of every virtual one.
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("query-deadline").factory());

    DuckDbQueries(DuckDb database) {
        this.database = database;
    }

    @Override
    public Store.SqlResult answer(@Nullable Long team, String sql, int maxRows, Duration timeLimit) {
        AtomicBoolean late = new AtomicBoolean();
        try (var _ = database.hold();
                DuckDBConnection connection = database.connect();
                Statement statement = connection.createStatement()) {
            Matcher explain = EXPLAIN.matcher(sql);
            String query = explain.matches() ? explain.group(1) : sql;
            SqlPolicy.check(Json.tree(syntaxTree(connection, query)), team != null);
            if (team != null) {
                TeamViews.over(connection, team);
                if (explain.matches() && !TeamViews.isAlone(connection, team)) {
                    throw SqlPolicy.refused("EXPLAIN is not available where the store holds other teams' data too:"
                            + " plans tell of their rows");
                }
            }
            statement.execute("BEGIN TRANSACTION READ ONLY");
            ScheduledFuture<?> alarm = clock.scheduleAtFixedRate(
                    () -> cancel(statement, late), timeLimit.toMillis(), 50, TimeUnit.MILLISECONDS);
            try {
                return explain.matches()
                        ? fetch(statement, sql, null, maxRows)
                        : guarded(connection, statement, sql, maxRows);
            } finally {
                alarm.cancel(false);
            }
        } catch (SQLException e) {
            throw late.get() ? SqlSandbox.tooSlow(timeLimit) : SqlPolicy.refused(String.valueOf(e.getMessage()));
        }
    }

    private static void cancel(Statement statement, AtomicBoolean late) {
        late.set(true);
        try {
            statement.cancel();
        } catch (SQLException e) {
            // It ended in the meantime, which is what was wanted.
        }
    }

    private static String syntaxTree(DuckDBConnection connection, String sql) throws SQLException {
        return Sql.of("SELECT json_serialize_sql(?)", sql)
                .first(connection, row -> row.getString(1))
                .orElseThrow();
    }

    /// Wraps the query so that the engine itself cuts rows and values: nothing huge reaches this process.
    private static Store.SqlResult guarded(DuckDBConnection connection, Statement statement, String sql, int maxRows)
            throws SQLException {
        String query = SqlSandbox.bare(sql);
        List<String> names = new ArrayList<>();
        List<String> columns = new ArrayList<>();
        List<String> aliases = new ArrayList<>();
        try (var prepared = connection.prepareStatement(query)) {
            ResultSetMetaData shape = prepared.getMetaData();
            for (int i = 1; i <= shape.getColumnCount(); i++) {
                names.add(shape.getColumnLabel(i));
                aliases.add("c" + i);
                columns.add(bounded("c" + i, shape.getColumnTypeName(i)) + " AS c" + i);
            }
        }
        String wrapped = "SELECT " + String.join(", ", columns) + " FROM (\n" + query + "\n) AS q("
                + String.join(", ", aliases) + ") LIMIT " + (maxRows + 1L);
        return fetch(statement, wrapped, names, maxRows);
    }

    private static String bounded(String column, String type) {
        String text = "CAST(" + column + " AS VARCHAR)";
        if (type.contains("[") || type.startsWith("STRUCT") || type.startsWith("MAP") || type.startsWith("UNION")) {
            return cut("CAST(to_json(" + column + ") AS VARCHAR)");
        }
        if (type.startsWith("DECIMAL")) {
            return column;
        }
        return switch (type) {
            case "BOOLEAN",
                    "TINYINT",
                    "SMALLINT",
                    "INTEGER",
                    "BIGINT",
                    "UTINYINT",
                    "USMALLINT",
                    "UINTEGER",
                    "UBIGINT",
                    "HUGEINT",
                    "UHUGEINT",
                    "FLOAT",
                    "DOUBLE" -> column;
            case "BLOB" -> "concat('<', octet_length(" + column + "), ' bytes>')";
            case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> "replace(" + text + ", ' ', 'T') || 'Z'";
            case "TIMESTAMP WITH TIME ZONE" -> "replace(" + text + ", ' ', 'T')";
            default -> cut(text);
        };
    }

    private static String cut(String text) {
        return "CASE WHEN length(" + text + ") > " + MAX_VALUE + " THEN concat(left(" + text + ", " + MAX_VALUE
                + "), '… (', length(" + text + "), ' characters)') ELSE " + text + " END";
    }

    private static Store.SqlResult fetch(Statement statement, String sql, @Nullable List<String> names, int maxRows)
            throws SQLException {
        try (ResultSet result = statement.executeQuery(sql)) {
            return SqlSandbox.fetch(result, names, maxRows);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
