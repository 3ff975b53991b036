package dev.tracemap.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is sent to servers that no test can have: clusters, and such with TLS.
final class ClickHouseStatementsTest {
    private static final ClickHouseAddress ALONE = ClickHouseAddress.parse("clickhouse://me@db.example:9000/traces");
    private static final ClickHouseAddress CLUSTER =
            ClickHouseAddress.parse("clickhouses://me@db.example/traces?cluster=main");

    private static List<String> sent(ClickHouseAddress address) {
        return ClickHouseStore.MIGRATIONS.scripts().stream()
                .flatMap(script -> ClickHouseMigrations.statements(script.sql(), address).stream())
                .toList();
    }

    @Test
    void everyTableOfAClusterIsMadeOnAllHostsAndReplicated() {
        for (String statement : sent(CLUSTER)) {
            String firstLine = statement.lines().findFirst().orElseThrow();
            assertTrue(firstLine.contains(" ON CLUSTER `main`"), firstLine);
            if (statement.startsWith("CREATE TABLE")) {
                assertTrue(statement.contains(") ENGINE = ReplicatedReplacingMergeTree(row_version)"), statement);
            }
        }
    }

    @Test
    void oneHostNeedsNoClusterAndNoReplicas() {
        for (String statement : sent(ALONE)) {
            assertFalse(statement.contains("CLUSTER") || statement.contains("Replicated"), statement);
            assertFalse(statement.contains("{"), statement);
        }
    }

    @Test
    void theStatementsAreTheSameButForTheCluster() {
        assertEquals(
                sent(ALONE),
                sent(CLUSTER).stream()
                        .map(statement ->
                                statement.replace(" ON CLUSTER `main`", "").replace("ReplicatedReplacing", "Replacing"))
                        .toList());
    }

    @Test
    void whatIsRunAgainDoesNoHarm() {
        for (String statement : sent(ALONE)) {
            assertTrue(statement.contains("IF NOT EXISTS"), statement);
        }
    }

    @Test
    void anEventIsOnDiskBeforeItIsAcknowledged() {
        String events = sent(ALONE).stream()
                .filter(statement -> statement.startsWith("CREATE TABLE IF NOT EXISTS events "))
                .findFirst()
                .orElseThrow();
        assertTrue(events.contains("fsync_after_insert = 1, fsync_part_directory = 1"), events);
        assertEquals("0", ALONE.properties(null).getProperty("clickhouse_setting_async_insert"));
    }

    @ParameterizedTest
    @CsvSource({
        "clickhouse://db, db, 8123, tracemap, default, false",
        "clickhouse://ann@db:9001/traces, db, 9001, traces, ann, false",
        "clickhouses://ann@db/traces, db, 8443, traces, ann, true",
        "clickhouse://ann@db/traces?ssl=true, db, 8443, traces, ann, true",
        "clickhouse://ann@db:8123/traces?ssl=false&cluster=c1, db, 8123, traces, ann, false"
    })
    void anAddressIsRead(String text, String host, int port, String database, String user, boolean tls) {
        ClickHouseAddress address = ClickHouseAddress.parse(text);
        assertEquals(
                new ClickHouseAddress(host, port, database, user, tls, text.contains("cluster=") ? "c1" : null),
                address);
        assertEquals(tls ? "https" : "http", address.url("x").replaceFirst("jdbc:clickhouse:(\\w+):.*", "$1"));
        assertEquals(Boolean.toString(tls), address.properties("secret").getProperty("ssl"));
        assertEquals("secret", address.properties("secret").getProperty("password"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgres://db",
                "clickhouse:db",
                "clickhouse://",
                "clickhouse://ann:secret@db/traces",
                "clickhouse://db/a`b",
                "clickhouse://db/a/b",
                "clickhouse://db/t?cluster=a%60b",
                "clickhouse://db/t?user=x"
            })
    void whatIsNoAddressIsExplained(String text) {
        var refused = assertThrows(IllegalArgumentException.class, () -> ClickHouseAddress.parse(text));
        String message = String.valueOf(refused.getMessage());
        assertTrue(message.contains("clickhouse://user@host:8123/database"), message);
        assertFalse(message.contains("secret"), message);
    }
}
