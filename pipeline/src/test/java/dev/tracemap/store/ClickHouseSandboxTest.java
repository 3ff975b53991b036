package dev.tracemap.store;

import static dev.tracemap.store.Captured.generation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.store.chdb.ClickHouseServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What queries of users may and may not do in ClickHouse.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ClickHouseSandboxTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    @SuppressWarnings("NullAway.Init")
    private ClickHouseStore all;

    /// As team 1 may use it.
    @SuppressWarnings("NullAway.Init")
    private Store store;

    @SuppressWarnings("NullAway.Init")
    private String database;

    @BeforeAll
    void fill(@TempDir Path directory) {
        all = ClickHouseServer.running().store(directory, () -> Captured.MONDAY);
        database = ClickHouseServer.running().database(directory).database();
        all.append(List.of(
                generation("own", "g", 1).model("gpt-5").event(),
                generation("theirs", "g", 2).model("hidden treasure").team(2).event()));
        all.saveVectors("m", Map.of("h1", new float[] {1, 2}, "h2", new float[] {3, 4}));
        all.saveEmbeddings(1, "doc", "plain", "m", Map.of(DerivedContract.ref("own", "1"), "h1"));
        all.saveEmbeddings(2, "doc", "plain", "m", Map.of(DerivedContract.ref("theirs", "1"), "h2"));
        store = all.forTeam(1);
    }

    @AfterAll
    void close() {
        all.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DROP TABLE events",
                "TRUNCATE TABLE events",
                "ALTER TABLE events DELETE WHERE 1",
                "DELETE FROM events WHERE 1",
                "INSERT INTO labels SELECT * FROM labels",
                "CREATE TABLE x (a Int8) ENGINE = Memory",
                "CREATE TEMPORARY TABLE x (a Int8)",
                "SET readonly = 0",
                "SYSTEM FLUSH LOGS",
                "KILL QUERY WHERE 1",
                "SELECT 1; DROP TABLE events",
                "SELECT 1; SELECT 2",
                "SELECT 1) AS q; DROP TABLE events; --",
                "SELECT 1 /* ",
                "SELECT 1 SETTINGS readonly = 0",
                "SELECT * FROM (SELECT model FROM events SETTINGS additional_table_filters = {})",
                "SELECT 1 INTO OUTFILE '/tmp/x.csv'",
                "SELECT 1 FORMAT JSON",
                "SELECT * FROM file('/etc/passwd', 'LineAsString')",
                "SELECT file('/etc/passwd')",
                "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
                "SELECT * FROM s3('http://127.0.0.1:1/x', 'CSV')",
                "SELECT * FROM remote('127.0.0.1', 'system', 'one')",
                "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
                "SELECT * FROM executable('id', 'CSV', 'a String')",
                "SELECT * FROM merge('system', '.*')",
                "SELECT * FROM eval('SELECT 1')",
                "SELECT * FROM cluster('default', system.one)",
                "SELECT 1 IN url('http://127.0.0.1:1/', 'LineAsString', 'a String')",
                "SELECT * FROM system.users",
                "SELECT * FROM system.query_log",
                "SELECT name FROM information_schema.tables",
                "SELECT 'x' IN (system.contributors)",
                "SELECT 'x' IN system.contributors",
                "SELECT * FROM _temporary_and_external_tables._tmp_1",
                "SELECT toInt32((SELECT name FROM system.databases LIMIT 1))",
                "SELECT * FROM default.events",
                "SELECT * FROM schema_migrations",
                "SELECT * FROM event_keys",
                "WITH schema_migrations AS (SELECT 1) SELECT (SELECT count() FROM schema_migrations), * FROM label_progress",
                "SELECT hostName()",
                "SELECT FQDN()",
                "SELECT currentUser()",
                "SELECT getSetting('readonly')",
                "SELECT sleep(3)",
                "SELECT dictGet('a', 'b', 1)",
                "SELECT joinGet('a', 'b', 1)",
                "SELECT hasColumnInTable('127.0.0.1:1', 'a', 'b', 'c', 'd')",
                "DESCRIBE system.users",
                "DESCRIBE TABLE url('http://127.0.0.1:1/')",
                "SHOW DATABASES",
                "EXPLAIN SELECT * FROM system.users"
            })
    void refuses(String sql) {
        var refused = assertThrows(SqlRefused.class, () -> store.query(sql, 10, LIMIT));
        assertFalse(String.valueOf(refused.getMessage()).contains("hidden treasure"));
        assertEquals(
                List.of(List.of(1L)),
                store.query("SELECT count() FROM events", 10, LIMIT).rows());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count() FROM events",
                "select 1;",
                "SELECT 1 -- a comment",
                "SELECT ';' AS semicolon;  ",
                "SELECT '{fn now()}', '?'",
                "WITH x AS (SELECT trace_id FROM events) SELECT * FROM x JOIN events USING (trace_id)",
                "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n",
                "DESCRIBE events",
                "DESC TABLE runs;",
                "SHOW TABLES",
                "EXPLAIN SELECT * FROM events",
                "SELECT * FROM numbers(3)",
                "SELECT arrayJoin([1, 2])",
                "(SELECT 1) UNION ALL (SELECT 2)",
                "SELECT quantile(0.95)(latency) FROM events",
                "SELECT JSONExtractString(properties, '$ai_model') AS model, count() FROM events GROUP BY model",
                "SELECT timestamp, toDate(timestamp), toDecimal64(1.5, 2), nan, generateUUIDv4() FROM events"
            })
    void answers(String sql) {
        assertFalse(store.query(sql, 100, LIMIT).rows().isEmpty());
    }

    @Test
    void aQueryIsToldItsOwnDatabase() {
        assertEquals(
                List.of(List.of("own")),
                store.query("SELECT trace_id FROM " + database + ".events", 10, LIMIT)
                        .rows());
    }

    @Test
    void onlyTheTeamsRowsAreSeen() {
        assertEquals(
                List.of(List.of(1L, "gpt-5")),
                store.query("SELECT count(), any(model) FROM events", 10, LIMIT).rows());
        assertEquals(
                List.of(List.of("own")),
                store.query("SELECT item_id FROM item_embeddings", 10, LIMIT).rows());
        assertEquals(
                List.of(List.of("h1", "[1,2]")),
                store.query("SELECT text_hash, vector FROM vectors", 10, LIMIT).rows());
    }

    @Test
    void everyTableOfTheContractIsThereWithItsColumns() {
        for (String table : SqlPolicy.TABLES) {
            assertTrue(store.query("DESCRIBE " + table, 100, LIMIT).rows().size() > 3, table);
            store.query("SELECT * FROM " + table, 1, LIMIT);
        }
    }

    @Test
    void valuesArePlain() {
        assertEquals(
                List.of("NaN", "[1,2]", "{\"a\":1}", "2026-01-02", "2026-01-02T03:04:05.5Z", "2026-01-02T03:00:00Z"),
                store.query(
                                "SELECT nan, [1, 2], map('a', 1), toDate('2026-01-02'),"
                                        + " toDateTime64('2026-01-02 03:04:05.5', 3, 'UTC'),"
                                        + " toDateTime('2026-01-02 05:00:00', 'Europe/Helsinki')",
                                1,
                                LIMIT)
                        .rows()
                        .getFirst());
    }

    @Test
    void aHugeValueIsCut() {
        Object value = store.query("SELECT repeat('x', 1000000) AS big", 1, LIMIT)
                .rows()
                .getFirst()
                .getFirst();
        assertTrue(String.valueOf(value).endsWith("… (1000000 characters)"));
        assertTrue(String.valueOf(value).length() < 21_000);
    }

    @Test
    void aGreedyQueryFailsAlone() {
        assertThrows(
                SqlRefused.class,
                () -> store.query(
                        "SELECT length(groupArray(repeat('x', 100000))) FROM numbers(1000000)",
                        1,
                        Duration.ofSeconds(2)));
        assertEquals(List.of(List.of(1L)), store.query("SELECT 1", 1, LIMIT).rows());
    }
}
