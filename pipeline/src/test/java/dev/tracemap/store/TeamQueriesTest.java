package dev.tracemap.store;

import static dev.tracemap.store.Captured.generation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// SQL of one team beside another one's rows.
final class TeamQueriesTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @SuppressWarnings("NullAway.Init")
    private Store all;

    @SuppressWarnings("NullAway.Init")
    private Store own;

    @BeforeEach
    void fill(@TempDir Path directory) {
        all = DuckDbStore.open(directory, () -> Captured.MONDAY);
        own = all.forTeam(1);
        all.append(List.of(
                generation("own", "g", 1).model("7").event(),
                generation("theirs", "h", 2).model("hidden treasure").team(2).event()));
        all.saveVectors("m", Map.of("h1", new float[] {1, 2}, "h2", new float[] {3, 4}));
        all.saveEmbeddings(1, "doc", "plain", "m", Map.of(DerivedContract.ref("own", "1"), "h1"));
        all.saveEmbeddings(2, "doc", "plain", "m", Map.of(DerivedContract.ref("theirs", "1"), "h2"));
    }

    @AfterEach
    void close() {
        all.close();
    }

    @Test
    void everyTableAnswersWithTheTeamsRows() {
        assertEquals(List.of(List.of(1L, "7")), rows("SELECT count(*), max(model) FROM events"));
        assertEquals(List.of(List.of("own")), rows("SELECT item_id FROM item_embeddings"));
        assertEquals(List.of(List.of("h1")), rows("SELECT text_hash FROM vectors"));
        for (String table : SqlPolicy.TABLES) {
            rows("SELECT * FROM " + table);
            rows("DESCRIBE " + table);
        }
        assertEquals(
                List.of(List.of(2L)),
                all.query("SELECT count(*) FROM events", 9, LIMIT).rows());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM main.events",
                "SELECT * FROM tracemap.main.events",
                "SELECT * FROM memory.main.events",
                "SELECT * FROM temp.main.events",
                "SELECT * FROM \"MAIN\".\"Events\"",
                "SELECT * FROM query_table('main.events')",
                "SELECT * FROM query('FROM main.events')",
                "WITH events AS (SELECT * FROM main.events) SELECT * FROM events",
                "SELECT (SELECT max(model) FROM main.events)",
                "DESCRIBE main.events",
                "SUMMARIZE main.events",
                "EXPLAIN SELECT * FROM events",
                "EXPLAIN ANALYZE SELECT * FROM events WHERE model = 'hidden treasure'",
                "SELECT * FROM duckdb_views()",
                "SELECT * FROM pragma_storage_info('events')"
            })
    void theTablesBehindAreOutOfReach(String sql) {
        var refused = assertThrows(SqlRefused.class, () -> own.query(sql, 10, LIMIT));
        assertFalse(String.valueOf(refused.getMessage()).contains("hidden treasure"), refused.getMessage());
    }

    /// A condition that fails on a row of another team would betray the row.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM events WHERE CAST(model AS INTEGER) = 7",
                "SELECT count(*) FROM events e JOIN (VALUES (7)) v(n) ON CAST(e.model AS INTEGER) = v.n",
                "SELECT count(*) FROM (SELECT CAST(model AS INTEGER) AS n FROM events) WHERE n > 0",
                "SELECT count(*) FROM events WHERE CASE WHEN model LIKE 'hidden%' THEN CAST('x' AS INTEGER) ELSE 1 END = 1",
                "SELECT count(*) FROM events GROUP BY CAST(model AS INTEGER)",
                "SELECT count(DISTINCT CAST(model AS INTEGER)) FROM events",
                "SELECT count(*) FROM events ORDER BY max(CAST(model AS INTEGER)) LIMIT 1",
                "WITH e AS MATERIALIZED (SELECT * FROM events) SELECT count(*) FROM e WHERE CAST(model AS INTEGER) = 7",
                "SELECT count(*) FROM events WHERE CAST(model AS INTEGER) IN (SELECT CAST(model AS INTEGER) FROM events)"
            })
    void noConditionIsTriedOnRowsOfOthers(String sql) {
        assertEquals(List.of(List.of(1L)), rows(sql));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT trace_id, model FROM events",
                "SELECT string_agg(properties::VARCHAR, '') FROM events",
                "SELECT * FROM events WHERE team_id = 2 OR true",
                "SELECT * FROM events UNION ALL FROM events",
                "WITH events AS (SELECT * FROM events) SELECT * FROM events",
                "WITH runs AS (SELECT 'r' AS run_id, 1 AS team_id) SELECT * FROM memberships",
                "SELECT e.* FROM events e FULL JOIN item_embeddings i ON true",
                "SELECT min(model), max(model), min(team_id), max(team_id), count(*), approx_count_distinct(model) FROM events",
                "SUMMARIZE events",
                "SELECT * FROM events TABLESAMPLE 100 PERCENT",
                "SELECT j.value FROM events, json_each(properties) j",
                "PIVOT events ON model USING count(*)",
                "SELECT COLUMNS('.*') FROM events"
            })
    void nothingOfOthersIsShown(String sql) {
        try {
            String shown = own.query(sql, 100, LIMIT).toString();
            assertFalse(shown.contains("hidden treasure") || shown.contains("theirs"), shown);
        } catch (SqlRefused refused) {
            assertFalse(String.valueOf(refused.getMessage()).contains("hidden treasure"), refused.getMessage());
        }
    }

    @Test
    void aTeamThatIsAloneMayAskForPlans() {
        all.delete(new Deletion.OfTeam(2));
        assertTrue(rows("EXPLAIN SELECT * FROM events").toString().contains("Seq Scan"));
    }

    private List<List<Object>> rows(String sql) {
        return List.copyOf(own.query(sql, 100, LIMIT).rows());
    }
}
