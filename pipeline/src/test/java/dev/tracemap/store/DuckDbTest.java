package dev.tracemap.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuckDbTest {
    @TempDir
    private Path directory;

    @Test
    void whatFirstReadDuringAWriteSeesLaterWritesToo() {
        try (DuckDb database = DuckDb.open(directory.resolve("store.duckdb"))) {
            database.write(connection -> Sql.of("CREATE TABLE rows (n INTEGER)").execute(connection));
            database.write(connection -> {
                Sql.of("INSERT INTO rows VALUES (1)").execute(connection);
                return CompletableFuture.supplyAsync(() -> rows(database)).join();
            });
            database.write(connection -> Sql.of("INSERT INTO rows VALUES (2)").execute(connection));
            assertEquals(2, rows(database));
        }
    }

    @Test
    void theEngineKeepsToTheMemoryItIsGiven() {
        System.setProperty("tracemap.store.memory", "384MiB");
        try (DuckDb database = DuckDb.open(directory.resolve("store.duckdb"))) {
            assertEquals("384.0 MiB", database.read(connection -> Sql.of("SELECT current_setting('memory_limit')")
                    .first(connection, row -> row.getString(1))
                    .orElseThrow()));
            System.setProperty("tracemap.store.memory", "a lot");
            String why = assertThrows(
                            IllegalArgumentException.class, () -> DuckDb.open(directory.resolve("other.duckdb")))
                    .getMessage();
            assertTrue(why.contains("a lot") && why.contains("384MiB"), why);
        } finally {
            System.clearProperty("tracemap.store.memory");
        }
    }

    private static long rows(DuckDb database) {
        return database.read(DuckDbTest::count);
    }

    private static long count(java.sql.Connection connection) throws SQLException {
        return Sql.of("SELECT count(*) FROM rows")
                .first(connection, row -> row.getLong(1))
                .orElseThrow();
    }
}
