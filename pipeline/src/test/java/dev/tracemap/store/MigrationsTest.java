package dev.tracemap.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrationsTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private DuckDbStore open(Migrations.Script... more) {
        List<Migrations.Script> scripts = new ArrayList<>(DuckDbStore.MIGRATIONS.scripts());
        scripts.addAll(List.of(more));
        return DuckDbStore.open(directory, () -> Captured.MONDAY, new Migrations(scripts));
    }

    @Test
    void aNewScriptIsAppliedOnceAndDataStays() {
        try (DuckDbStore store = open()) {
            store.append(List.of(Captured.generation("t1", "g", 1).event()));
        }
        Migrations.Script script =
                new Migrations.Script("0002_more.sql", "ALTER TABLE vectors ADD COLUMN note VARCHAR");
        open(script).close();
        try (DuckDbStore store = open(script)) {
            assertEquals(1, store.extent(1).orElseThrow().events());
            assertEquals(
                    List.of("note"),
                    store.query("SELECT note FROM vectors", 1, LIMIT).columns());
        }
    }

    @Test
    void aScriptThatChangedAfterItWasAppliedIsAnError() {
        open(new Migrations.Script("0002_more.sql", "CREATE TABLE a (x INT)")).close();
        var failure = assertThrows(
                StoreException.class, () -> open(new Migrations.Script("0002_more.sql", "CREATE TABLE b (x INT)")));
        assertTrue(String.valueOf(failure.getMessage()).contains("0002_more.sql has changed"), failure.getMessage());
    }

    @Test
    void aDatabaseOfANewerVersionIsRefusedAndLeftAlone() {
        open(new Migrations.Script("0002_more.sql", "CREATE TABLE a (x INT)")).close();
        var failure = assertThrows(StoreException.class, this::open);
        assertTrue(String.valueOf(failure.getMessage()).contains("newer program"), failure.getMessage());
        open(new Migrations.Script("0002_more.sql", "CREATE TABLE a (x INT)")).close();
    }

    @Test
    void aScriptThatFailsLeavesTheDatabaseAsItWas() {
        assertThrows(
                StoreException.class,
                () -> open(new Migrations.Script("0002_bad.sql", "CREATE TABLE a (x INT); SELECT nonsense")));
        open(new Migrations.Script("0002_good.sql", "CREATE TABLE a (x INT)")).close();
    }

    @Test
    void aFileThatIsNoDatabaseIsRefusedAndLeftAlone() throws IOException {
        Path file = directory.resolve("tracemap.duckdb");
        Files.writeString(file, "my shopping list\n".repeat(1000));
        var failure = assertThrows(StoreException.class, this::open);
        assertTrue(String.valueOf(failure.getMessage()).contains("tracemap.duckdb"), failure.getMessage());
        assertTrue(Files.readString(file).startsWith("my shopping list"));
    }

    @Test
    void everyTableAndColumnOfTheContractIsDescribed() {
        try (DuckDbStore store = open()) {
            Set<String> missing = new TreeSet<>();
            store.query("SELECT table_name, column_name FROM information_schema.columns", 1000, LIMIT)
                    .rows()
                    .forEach(row -> {
                        String table = String.valueOf(row.get(0));
                        String described = section(store.schema(), table);
                        if (SqlPolicy.TABLES.contains(table) && !described.contains("`" + row.get(1) + "`")) {
                            missing.add(table + "." + row.get(1));
                        }
                    });
            assertEquals(Set.of(), missing);
        }
    }

    private static String section(String schema, String table) {
        int from = schema.indexOf("## " + table + "\n");
        int to = schema.indexOf("\n## ", from + 1);
        return from < 0 ? "" : schema.substring(from, to < 0 ? schema.length() : to);
    }
}
