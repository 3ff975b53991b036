package dev.tracemap.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

    private static long rows(DuckDb database) {
        return database.read(DuckDbTest::count);
    }

    private static long count(java.sql.Connection connection) throws SQLException {
        return Sql.of("SELECT count(*) FROM rows")
                .first(connection, row -> row.getLong(1))
                .orElseThrow();
    }
}
