package dev.tracemap.store;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.ReentrantLock;
import org.duckdb.DuckDBConnection;

/// An open database file: one connection that writes, behind a lock, and as many that read as there are readers.
/// A DuckDB connection must not be used by two threads at once.
final class DuckDb implements AutoCloseable {
    private final DuckDBConnection writer;
    private final ReentrantLock writing = new ReentrantLock();
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    /// What is done with a connection.
    interface Work<T> {
        T on(DuckDBConnection connection) throws SQLException;
    }

    private DuckDb(DuckDBConnection writer) {
        this.writer = writer;
    }

    /// Opens or creates the file. Settings are locked from the first moment: whatever SQL comes later, no other file
    /// can be read or written and no extension be loaded.
    ///
    /// @throws StoreException when the file cannot be opened, for instance because another process has it open
    static DuckDb open(Path file) {
        Properties settings = new Properties();
        settings.setProperty("enable_external_access", "false");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("memory_limit", memoryLimit());
        settings.setProperty("threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
        settings.setProperty("temp_directory", file.resolveSibling("spill").toString());
        settings.setProperty("max_temp_directory_size", "4GB");
        settings.setProperty("lock_configuration", "true");
        try {
            Connection connection = DriverManager.getConnection("jdbc:duckdb:" + file, settings);
            return new DuckDb(connection.unwrap(DuckDBConnection.class));
        } catch (SQLException e) {
            throw new StoreException("cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    /// A third of the machine, since the JVM and its models need room beside it.
    private static String memoryLimit() {
        long bytes =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                        ? machine.getTotalMemorySize() / 3
                        : 2L << 30;
        return Math.max(512, bytes >> 20) + "MiB";
    }

    /// Runs work that does not write, on a connection of its own.
    <T> T read(Work<T> work) {
        try {
            DuckDBConnection connection = take();
            try {
                return work.on(connection);
            } finally {
                giveBack(connection);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// Runs work in a transaction, one at a time. What it wrote is on disk when this returns.
    <T> T write(Work<T> work) {
        writing.lock();
        try {
            writer.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.on(writer);
                writer.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    writer.rollback();
                }
                writer.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            writing.unlock();
        }
    }

    /// A connection that the caller closes.
    DuckDBConnection connect() throws SQLException {
        return writer.duplicate();
    }

    private DuckDBConnection take() throws SQLException {
        Connection connection = idle.poll();
        return connection == null ? connect() : connection.unwrap(DuckDBConnection.class);
    }

    private void giveBack(DuckDBConnection connection) throws SQLException {
        if (closed) {
            connection.close();
        } else {
            idle.push(connection);
        }
    }

    private static StoreException failed(SQLException e) {
        return new StoreException("the database answered: " + e.getMessage(), e);
    }

    /// Waits for the writer. The engine folds its log into the file when the last connection closes.
    @Override
    public void close() {
        closed = true;
        writing.lock();
        try {
            for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
                connection.close();
            }
            writer.close();
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            writing.unlock();
        }
    }
}
