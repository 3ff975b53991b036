package dev.tracemap.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Connections to one database of a ClickHouse server. There are no transactions: whatever consists of several
/// statements writes last what makes the rest count.
final class ClickHouse implements AutoCloseable {
    private final ClickHouseAddress address;
    private final Properties properties;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final AtomicLong lastVersion = new AtomicLong();
    private volatile boolean closed;

    /// What is done with a connection.
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    private ClickHouse(ClickHouseAddress address, Properties properties) {
        this.address = address;
        this.properties = properties;
    }

    /// Connects, and creates the database where it is missing.
    ///
    /// @throws StoreException when the server cannot be reached or refuses
    static ClickHouse open(ClickHouseAddress address, @Nullable String password) {
        Properties properties = address.properties(password);
        try {
            try (Connection connection = DriverManager.getConnection(address.url("default"), properties);
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE DATABASE IF NOT EXISTS " + ClickHouseMigrations.quoted(address.database())
                        + ClickHouseMigrations.onCluster(address));
            }
            return new ClickHouse(address, properties);
        } catch (SQLException e) {
            throw new StoreException("cannot open " + address + ": " + e.getMessage(), e);
        }
    }

    ClickHouseAddress address() {
        return address;
    }

    <T> T with(Work<T> work) {
        try {
            Connection known = idle.poll();
            Connection connection =
                    known == null ? DriverManager.getConnection(address.url(address.database()), properties) : known;
            try {
                return work.on(connection);
            } finally {
                giveBack(connection);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void giveBack(Connection connection) throws SQLException {
        if (closed) {
            connection.close();
        } else {
            idle.push(connection);
        }
    }

    /// A number for the rows of one write: greater than that of every write before. By the server's clock, so that
    /// several programs may write to it.
    long nextVersion(Connection connection) throws SQLException {
        long now = Sql.of("SELECT toUnixTimestamp64Nano(now64(9))")
                .first(connection, row -> row.getLong(1))
                .orElseThrow();
        return lastVersion.accumulateAndGet(now, (last, next) -> Math.max(last + 1, next));
    }

    private static StoreException failed(SQLException e) {
        return new StoreException("the database answered: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        closed = true;
        try {
            for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
                connection.close();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
