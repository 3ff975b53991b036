package dev.tracemap.store;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// Runs the queries of users: checked by [SqlPolicy], in a read-only transaction on a connection that is thrown away,
/// with a limit on rows, on the size of a value and on time.
final class SqlSandbox implements AutoCloseable {
    private static final int AT_ONCE = 8;
    /// How long an answer that came in time, or the engine's own refusal, may take to get here.
    private static final Duration GRACE = Duration.ofMillis(250);

    private static final int MAX_SQL = 100_000;
    private static final int MAX_VALUE = 20_000;
    private static final Pattern EXPLAIN =
            Pattern.compile("\\s*EXPLAIN\\s+(?:ANALYZE\\s+)?(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    private static final Pattern END = Pattern.compile("[;\\s]+$");

    private final DuckDb database;
    // A platform thread: the query may hold the carrier of every virtual one.
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("query-deadline").factory());

    private final ExecutorService workers = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("query-", 1).factory());
    private final Semaphore places = new Semaphore(AT_ONCE);

    SqlSandbox(DuckDb database) {
        this.database = database;
    }

    /// Returns within the time limit, whatever the engine is busy with: a query that does not heed its cancellation at
    /// once is left to end by itself.
    ///
    /// @throws SqlRefused when the query is not allowed, wrong, too big or too slow
    Store.SqlResult run(String sql, int maxRows, Duration timeLimit) {
        if (sql.length() > MAX_SQL) {
            throw SqlPolicy.refused("a query may have " + MAX_SQL + " characters, not " + sql.length());
        }
        if (!places.tryAcquire()) {
            throw SqlPolicy.refused(AT_ONCE + " queries are running already; ask again when one has ended");
        }
        Future<Store.SqlResult> answer;
        try {
            answer = workers.submit(() -> {
                try {
                    return answer(sql, maxRows, timeLimit);
                } finally {
                    places.release();
                }
            });
        } catch (RejectedExecutionException e) {
            places.release();
            throw new StoreException("the store is closing", e);
        }
        try {
            return answer.get(timeLimit.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw tooSlow(timeLimit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SqlPolicy.refused("the query was broken off");
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private Store.SqlResult answer(String sql, int maxRows, Duration timeLimit) {
        AtomicBoolean late = new AtomicBoolean();
        try (DuckDBConnection connection = database.connect();
                Statement statement = connection.createStatement()) {
            Matcher explain = EXPLAIN.matcher(sql);
            String query = explain.matches() ? explain.group(1) : sql;
            SqlPolicy.check(Json.tree(syntaxTree(connection, query)));
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
            throw late.get() ? tooSlow(timeLimit) : SqlPolicy.refused(String.valueOf(e.getMessage()));
        }
    }

    private static SqlRefused tooSlow(Duration timeLimit) {
        return SqlPolicy.refused("the query took longer than " + timeLimit.toMillis()
                + " ms and was stopped; narrow it by time or by trace_id, or aggregate less");
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
        String query = END.matcher(sql).replaceFirst("");
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
            ResultSetMetaData shape = result.getMetaData();
            int width = shape.getColumnCount();
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= width; i++) {
                columns.add(names == null ? shape.getColumnLabel(i) : names.get(i - 1));
            }
            List<List<@Nullable Object>> rows = new ArrayList<>();
            while (rows.size() < maxRows && result.next()) {
                List<@Nullable Object> row = new ArrayList<>(width);
                for (int i = 1; i <= width; i++) {
                    row.add(plain(result.getObject(i)));
                }
                rows.add(row);
            }
            return new Store.SqlResult(columns, rows, rows.size() == maxRows && result.next());
        }
    }

    /// Numbers that JSON can hold, booleans, or text.
    private static @Nullable Object plain(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Double number when !Double.isFinite(number) -> number.toString();
            case Float number when !Float.isFinite(number) -> number.toString();
            case Boolean flag -> flag;
            case Byte number -> number.longValue();
            case Short number -> number.longValue();
            case Integer number -> number.longValue();
            case Long number -> number;
            case Float number -> number.doubleValue();
            case Double number -> number;
            case BigInteger number -> number;
            case BigDecimal number -> number;
            default -> value.toString();
        };
    }

    @Override
    public void close() {
        clock.shutdownNow();
        workers.shutdownNow();
    }
}
