package dev.tracemap.store;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Runs the queries of users with a limit on how many there are at once, on rows and on time.
final class SqlSandbox implements AutoCloseable {
    private static final int AT_ONCE = 8;
    /// How long an answer that came in time, or the engine's own refusal, may take to get here.
    private static final Duration GRACE = Duration.ofMillis(250);

    private static final int MAX_SQL = 100_000;
    private static final Pattern END = Pattern.compile("[;\\s]+$");

    private final Engine engine;
    private final ExecutorService workers = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("query-", 1).factory());
    private final Semaphore places = new Semaphore(AT_ONCE);

    /// Who checks and answers a query.
    interface Engine extends AutoCloseable {
        /// Tries to stop in time.
        ///
        /// @param team whose rows are seen; null = everybody's
        /// @throws SqlRefused when the query is not allowed, wrong, too big or too slow
        Store.SqlResult answer(@Nullable Long team, String sql, int maxRows, Duration timeLimit);

        @Override
        void close();
    }

    SqlSandbox(Engine engine) {
        this.engine = engine;
    }

    /// The query without the semicolons at its end.
    static String bare(String sql) {
        return END.matcher(sql).replaceFirst("");
    }

    /// Returns within the time limit, whatever the engine is busy with: a query that does not heed its cancellation at
    /// once is left to end by itself.
    ///
    /// @param team whose rows are seen; null = everybody's
    /// @throws SqlRefused when the query is not allowed, wrong, too big or too slow
    Store.SqlResult run(@Nullable Long team, String sql, int maxRows, Duration timeLimit) {
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
                    return engine.answer(team, sql, maxRows, timeLimit);
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

    static SqlRefused tooSlow(Duration timeLimit) {
        return SqlPolicy.refused("the query took longer than " + timeLimit.toMillis()
                + " ms and was stopped; narrow it by time or by trace_id, or aggregate less");
    }

    /// Column labels of a result, or the names given.
    static Store.SqlResult fetch(ResultSet result, @Nullable List<String> names, int maxRows) throws SQLException {
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
            case BigInteger number when number.bitLength() < Long.SIZE -> number.longValueExact();
            case BigInteger number -> number;
            case BigDecimal number -> number;
            default -> value.toString();
        };
    }

    @Override
    public void close() {
        workers.shutdownNow();
        engine.close();
    }
}
