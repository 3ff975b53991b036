package dev.tracemap.store;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Predicate;
import org.duckdb.DuckDBConnection;

/// An open database file: one connection that writes, behind a lock, and as many that read as there are readers.
/// A DuckDB connection must not be used by two threads at once.
final class DuckDb implements AutoCloseable {
    /// How long the log may grow before it is folded into the file. Under load the usual 16 MB cost most of the
    /// processor time of all that is written; a log of this size is read again within a second after a crash.
    private static final String LOG = "128MiB";
    /// The system property that bounds what the engine keeps in memory.
    private static final String MEMORY = "tracemap.store.memory";

    private final Path file;
    private volatile DuckDBConnection writer;
    private final ReentrantLock writing = new ReentrantLock();
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    // Held shared by whoever has a connection, alone while the file is exchanged.
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    private volatile boolean closed;

    /// What is done with a connection.
    interface Work<T> {
        T on(DuckDBConnection connection) throws SQLException;
    }

    /// The right to a connection.
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }

    private DuckDb(Path file) throws SQLException {
        this.file = file;
        this.writer = connection(file);
    }

    /// Opens or creates the file. Settings are locked from the first moment: whatever SQL comes later, no other file
    /// can be read or written and no extension be loaded.
    ///
    /// @throws StoreException when the file cannot be opened, for instance because another process has it open
    static DuckDb open(Path file) {
        try {
            if (Files.exists(wish(file))) {
                DuckDbCopy.renew(file);
                Files.delete(wish(file));
            }
            return new DuckDb(file);
        } catch (SQLException | IOException e) {
            throw new StoreException("cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    private static DuckDBConnection connection(Path file) throws SQLException {
        Properties settings = new Properties();
        settings.setProperty("enable_external_access", "false");
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("memory_limit", memoryLimit());
        settings.setProperty("threads", Integer.toString(Runtime.getRuntime().availableProcessors()));
        settings.setProperty("checkpoint_threshold", LOG);
        settings.setProperty("temp_directory", file.resolveSibling("spill").toString());
        settings.setProperty("max_temp_directory_size", "4GB");
        settings.setProperty("lock_configuration", "true");
        return DriverManager.getConnection("jdbc:duckdb:" + file, settings).unwrap(DuckDBConnection.class);
    }

    /// What `tracemap.store.memory` says; otherwise a third of the machine, since the JVM and its models need room
    /// beside it.
    static String memoryLimit() {
        String said = System.getProperty(MEMORY);
        if (said != null) {
            if (!said.matches("\\d{1,9} ?[KMGT]i?B")) {
                throw new IllegalArgumentException(MEMORY + " is '" + said + "'; give a size, such as 384MiB");
            }
            return said;
        }
        long bytes =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                        ? machine.getTotalMemorySize() / 3
                        : 2L << 30;
        return Math.max(512, bytes >> 20) + "MiB";
    }

    /// Runs work that does not write, on a connection of its own.
    <T> T read(Work<T> work) {
        try (var _ = hold()) {
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
        return transaction(work, true);
    }

    /// Runs work as [#write] does, and takes back what it wrote.
    <T> T rehearse(Work<T> work) {
        return transaction(work, false);
    }

    private <T> T transaction(Work<T> work, boolean keep) {
        try (var _ = hold()) {
            writing.lock();
            try {
                return transaction(writer, work, keep);
            } finally {
                writing.unlock();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static <T> T transaction(DuckDBConnection writer, Work<T> work, boolean keep) throws SQLException {
        writer.setAutoCommit(false);
        boolean done = false;
        try {
            T result = work.on(writer);
            if (keep) {
                writer.commit();
                done = true;
            }
            return result;
        } finally {
            if (!done) {
                writer.rollback();
            }
            writer.setAutoCommit(true);
        }
    }

    /// Runs work that deletes, and then writes the file anew without what was deleted: the engine keeps the bytes of
    /// deleted rows until it needs their place. A crash in between is made up for when the file is opened next.
    ///
    /// @param worthwhile whether anything was deleted
    <T> T erase(Work<T> work, Predicate<T> worthwhile) {
        try {
            Files.write(wish(file), new byte[0]);
            T result = write(work);
            if (worthwhile.test(result)) {
                renew();
            }
            Files.delete(wish(file));
            return result;
        } catch (IOException e) {
            throw new StoreException(
                    "deleted, but " + file + " still holds the bytes, and is written anew when it is next opened: "
                            + e.getMessage(),
                    e);
        }
    }

    private void renew() throws IOException {
        use.writeLock().lock();
        try {
            disconnect();
            try {
                DuckDbCopy.renew(file);
            } finally {
                writer = connection(file);
            }
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            use.writeLock().unlock();
        }
    }

    /// Stands beside the file while it has bytes that must go.
    private static Path wish(Path file) {
        return file.resolveSibling(file.getFileName() + ".erase");
    }

    /// Taken before [#connect], given back after the connection is closed.
    Hold hold() {
        use.readLock().lock();
        return use.readLock()::unlock;
    }

    /// A connection that the caller closes.
    DuckDBConnection connect() throws SQLException {
        DuckDBConnection connection = writer.duplicate();
        // A copy of a connection that is in a transaction would begin one too, and read for ever what was then there.
        connection.setAutoCommit(true);
        return connection;
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
            disconnect();
        } catch (SQLException e) {
            throw failed(e);
        } finally {
            writing.unlock();
        }
    }

    private void disconnect() throws SQLException {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            connection.close();
        }
        writer.close();
    }
}
