package dev.tracemap.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlSandboxTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @SuppressWarnings("NullAway.Init")
    private static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static Store store;

    @BeforeAll
    static void openStore(@TempDir Path temporary) throws IOException {
        directory = temporary;
        store = DuckDbStore.open(directory.resolve("store"), () -> Captured.MONDAY);
        store.append(List.of(Captured.generation("t1", "g1", 1).model("gpt-5").event()));
        Files.writeString(directory.resolve("secret.csv"), "a,b\n1,hidden treasure\n");
        Files.writeString(directory.resolve("secret.json"), "[{\"a\": \"hidden treasure\"}]");
        DuckDbStore.open(directory.resolve("other"), () -> Captured.MONDAY).close();
    }

    @AfterAll
    static void closeStore() {
        store.close();
    }

    /// `DIR` stands for the directory of the secrets, `FILE` for the store's own file.
    static Stream<String> hostile() {
        return Stream.of(
                // other files
                "SELECT * FROM read_csv('/etc/passwd')",
                "SELECT * FROM read_csv_auto('DIR/secret.csv')",
                "SELECT * FROM 'DIR/secret.csv'",
                "FROM 'DIR/secret.json'",
                "FROM \"DIR/secret.csv\"",
                "SELECT * FROM read_json('DIR/secret.json')",
                "SELECT * FROM read_text('/etc/passwd')",
                "SELECT * FROM read_blob('/etc/passwd')",
                "SELECT * FROM read_blob('FILE')",
                "SELECT * FROM read_text('FILE.wal')",
                "SELECT * FROM read_duckdb('DIR/other/tracemap.duckdb')",
                "SELECT * FROM read_parquet('DIR/x.parquet')",
                "SELECT * FROM parquet_metadata('DIR/x.parquet')",
                "SELECT * FROM sniff_csv('/etc/passwd')",
                "SELECT * FROM glob('/etc/*')",
                "SELECT * FROM 'https://example.com/x.parquet'",
                "SELECT * FROM events WHERE trace_id IN (SELECT content FROM read_text('/etc/passwd'))",
                "WITH x AS (SELECT * FROM read_text('/etc/passwd')) SELECT * FROM x",
                "SELECT (SELECT content FROM read_text('/etc/passwd'))",
                "SELECT * FROM events, LATERAL (SELECT * FROM read_text('/etc/passwd'))",
                "DESCRIBE SELECT * FROM read_csv('/etc/passwd')",
                "SUMMARIZE SELECT * FROM read_csv('/etc/passwd')",
                "EXPLAIN SELECT * FROM read_csv('/etc/passwd')",
                "COPY events TO 'DIR/out.csv'",
                "COPY events FROM 'DIR/secret.csv'",
                "COPY (SELECT 1) TO 'FILE'",
                "EXPORT DATABASE 'DIR/out'",
                "IMPORT DATABASE 'DIR/out'",
                "ATTACH 'DIR/other/tracemap.duckdb' AS other",
                "ATTACH ':memory:' AS m",
                "DETACH tracemap",
                "USE system",
                // extensions, settings, secrets, the machine
                "INSTALL httpfs",
                "LOAD httpfs",
                "FORCE INSTALL 'DIR/x.duckdb_extension'",
                "SET enable_external_access = true",
                "SET memory_limit = '100GB'",
                "RESET lock_configuration",
                "SET VARIABLE x = 1",
                "PRAGMA enable_profiling",
                "PRAGMA database_list",
                "CALL pragma_version()",
                "CREATE SECRET s (TYPE s3, KEY_ID 'x')",
                "SELECT * FROM duckdb_secrets()",
                "SELECT * FROM duckdb_settings()",
                "SELECT * FROM pg_settings",
                "SELECT * FROM pg_catalog.pg_settings",
                "SELECT * FROM duckdb_databases",
                "SELECT * FROM duckdb_databases()",
                "SELECT * FROM duckdb_extensions()",
                "SELECT * FROM duckdb_logs",
                "SELECT * FROM duckdb_temporary_files()",
                "WITH pg_settings AS (SELECT 1) SELECT * FROM (SELECT * FROM pg_settings)",
                "SELECT current_setting('temp_directory')",
                "SELECT getenv('HOME')",
                "SHOW DATABASES",
                // writing
                "INSERT INTO events SELECT * FROM events",
                "UPDATE events SET model = 'x'",
                "DELETE FROM events",
                "TRUNCATE events",
                "DROP TABLE events",
                "ALTER TABLE events ADD COLUMN x INT",
                "CREATE TABLE x AS SELECT 1",
                "CREATE TEMP TABLE x AS SELECT 1",
                "CREATE VIEW x AS SELECT 1",
                "CREATE MACRO x() AS 1",
                "CREATE INDEX i ON events (uuid)",
                "MERGE INTO events USING events e ON false WHEN NOT MATCHED THEN INSERT VALUES (1)",
                "WITH x AS (DELETE FROM events RETURNING *) SELECT * FROM x",
                "WITH x AS (INSERT INTO vectors VALUES ('m', 'h', 1, 'x'::BLOB) RETURNING *) SELECT * FROM x",
                "WITH x AS (UPDATE runs SET status = 'failed' RETURNING *) SELECT * FROM x",
                "EXPLAIN ANALYZE DELETE FROM events",
                "EXPLAIN ANALYZE WITH x AS (DELETE FROM events RETURNING *) SELECT * FROM x",
                "SELECT 1; DELETE FROM events",
                "SELECT 1; SELECT 2",
                "BEGIN",
                "COMMIT",
                "ROLLBACK",
                "CHECKPOINT",
                "VACUUM",
                "ANALYZE",
                "PREPARE p AS DELETE FROM events",
                "EXECUTE p",
                // functions with effects, or that run SQL of their own
                "SELECT * FROM query('DELETE FROM events')",
                "SELECT * FROM query_table('events')",
                "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
                "SELECT * FROM checkpoint()",
                "SELECT * FROM force_checkpoint()",
                "SELECT * FROM enable_logging()",
                "SELECT * FROM truncate_duckdb_logs()",
                "SELECT * FROM seq_scan(1)",
                "SELECT * FROM arrow_scan(1, 2, 3)",
                "SELECT write_log('x')",
                "SELECT sleep_ms(60000)",
                "SELECT nextval('s')",
                "SELECT * FROM \"main\".read_csv('/etc/passwd')",
                "SELECT * FROM system.main.duckdb_settings()",
                "SELECT * FROM schema_migrations",
                // tricks with the text
                "SELECT 1) AS q; DROP TABLE events; --",
                "SELECT 1 /* ",
                "SELECT * FROM events WHERE model = 'x' UNION ALL SELECT * FROM (DELETE FROM events RETURNING *)",
                "/* SELECT */ DROP TABLE events",
                "-- SELECT\nDROP TABLE events",
                "(".repeat(20_000) + "SELECT 1",
                "SELECT " + "1 + ".repeat(40_000) + "1");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refuses(String sql) {
        String statement = sql.replace("DIR", directory.toString())
                .replace("FILE", directory.resolve("store/tracemap.duckdb").toString());
        var refused = assertThrows(SqlRefused.class, () -> store.query(statement, 10, LIMIT));
        assertFalse(String.valueOf(refused.getMessage()).contains("hidden treasure"));
        assertEquals(
                List.of(List.of(1L)),
                store.query("SELECT count(*) FROM events", 10, LIMIT).rows());
        assertFalse(Files.exists(directory.resolve("out.csv")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM events",
                "select 1;",
                "SELECT 1 -- a comment",
                "SELECT ';' AS semicolon;  ",
                "FROM events",
                "TABLE events",
                "VALUES (1), (2)",
                "WITH x AS (SELECT trace_id FROM events) SELECT * FROM x JOIN events USING (trace_id)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n",
                "DESCRIBE events",
                "DESCRIBE SELECT model FROM events",
                "SUMMARIZE events",
                "SHOW TABLES",
                "EXPLAIN SELECT * FROM events",
                "explain analyze SELECT * FROM events",
                "SELECT table_name FROM information_schema.tables",
                "SELECT * FROM main.events",
                "SELECT unnest([1, 2])",
                "SELECT j.key FROM events, json_each(properties) AS j",
                "SELECT model, count(*) FROM events GROUP BY ALL HAVING count(*) > 0 ORDER BY 2 DESC",
                "SELECT properties->>'/$ai_model', {'a': 1, 'b': [1, 2]}, MAP {'k': 'v'}, 1::HUGEINT, 'x'::BLOB FROM events",
                "SELECT timestamp, timestamp::DATE, INTERVAL 1 DAY, 1.5::DECIMAL(10, 2), 'NaN'::DOUBLE, uuid() FROM events",
                "(SELECT 1) UNION ALL (SELECT 2) ORDER BY 1",
                "SELECT quantile_cont(latency, 0.95) FROM events"
            })
    void answers(String sql) {
        assertFalse(store.query(sql, 100, LIMIT).columns().isEmpty());
    }

    @Test
    void showTablesNamesTheTablesOfTheContract() {
        List<String> shown = store.query("SHOW TABLES", 100, LIMIT).rows().stream()
                .map(row -> String.valueOf(row.getFirst()))
                .toList();
        assertTrue(shown.containsAll(SqlPolicy.TABLES), shown.toString());
    }

    @Test
    void valuesArePlain() {
        assertEquals(
                List.of("NaN", "<3 bytes>", "{\"a\":[1,2]}", "2026-01-02", "2026-01-02T03:04:05.5Z"),
                store.query(
                                "SELECT 'NaN'::DOUBLE, 'abc'::BLOB, {'a': [1, 2]}, DATE '2026-01-02',"
                                        + " TIMESTAMP '2026-01-02 03:04:05.5'",
                                1,
                                LIMIT)
                        .rows()
                        .getFirst());
    }

    @Test
    void equalColumnNamesAreBothGiven() {
        Store.SqlResult result = store.query("SELECT 1 AS a, 2 AS a", 10, LIMIT);
        assertEquals(List.of("a", "a"), result.columns());
        assertEquals(List.of(List.of(1L, 2L)), result.rows());
    }

    @Test
    void aHugeValueIsCut() {
        Object value = store.query("SELECT repeat('x', 5000000) AS big", 1, LIMIT)
                .rows()
                .getFirst()
                .getFirst();
        assertTrue(String.valueOf(value).endsWith("… (5000000 characters)"));
        assertTrue(String.valueOf(value).length() < 21_000);
    }

    @Test
    void aLongOrderedResultKeepsItsOrder() {
        List<List<Object>> rows = List.copyOf(
                store.query("SELECT i FROM range(300000) t(i) ORDER BY (i * 7919) % 300007 DESC", 20_000, LIMIT)
                        .rows());
        long before = Long.MAX_VALUE;
        for (List<Object> row : rows) {
            long key = (Long) row.getFirst() * 7919 % 300007;
            assertTrue(key < before);
            before = key;
        }
    }

    @Test
    void aGreedyQueryFailsAlone() {
        assertThrows(
                SqlRefused.class,
                () -> store.query(
                        "SELECT list(repeat('x', 1000000) || i) FROM range(100000) t(i)", 1, Duration.ofSeconds(1)));
        assertEquals(List.of(List.of(1L)), store.query("SELECT 1", 1, LIMIT).rows());
    }
}
