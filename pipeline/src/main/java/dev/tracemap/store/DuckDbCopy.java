package dev.tracemap.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/// Writes a database file anew, with its rows and nothing else: a checkpoint frees the blocks of deleted rows but
/// leaves what stands in them.
final class DuckDbCopy {
    private DuckDbCopy() {}

    /// Nobody may have the file open. After a crash either the old file or the new one is there, whole.
    static void renew(Path file) throws SQLException, IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".fresh");
        Path log = file.resolveSibling(file.getFileName() + ".wal");
        Files.deleteIfExists(fresh);
        // Reads the log of a crash into the file, and closes it.
        DriverManager.getConnection("jdbc:duckdb:" + file).close();
        if (Files.exists(log)) {
            throw new IOException(log + " is still there; does another program have the file open?");
        }
        Properties settings = new Properties();
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        settings.setProperty("memory_limit", DuckDb.memoryLimit());
        settings.setProperty("temp_directory", file.resolveSibling("spill").toString());
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:", settings);
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH " + literal(file) + " AS present (READ_ONLY)");
            statement.execute("ATTACH " + literal(fresh) + " AS fresh");
            statement.execute("COPY FROM DATABASE present TO fresh");
            statement.execute("DETACH fresh");
            statement.execute("DETACH present");
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String literal(Path path) {
        return "'" + path.toString().replace("'", "''") + "'";
    }
}
