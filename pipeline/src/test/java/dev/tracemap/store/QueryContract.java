package dev.tracemap.store;

import static dev.tracemap.store.Captured.generation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Queries of users. What each engine must refuse stands in its own test.
interface QueryContract extends OpenedStore {
    Duration LIMIT = Duration.ofSeconds(10);

    private void fill() {
        store().append(IntStream.range(0, 30)
                .mapToObj(i -> generation("t" + i, "g", i).model("gpt-5").event())
                .toList());
    }

    @Test
    default void aQueryAnswersWithNamesAndPlainValues() {
        fill();
        Store.SqlResult result = store().query(
                        "SELECT trace_id, timestamp, is_error, latency, model AS \"the model\", properties FROM events"
                                + " ORDER BY timestamp LIMIT 1;",
                        10,
                        LIMIT);
        assertEquals(
                List.of("trace_id", "timestamp", "is_error", "latency", "the model", "properties"), result.columns());
        assertEquals("t0", result.rows().getFirst().get(0));
        assertEquals("2026-11-09T08:00:00Z", result.rows().getFirst().get(1));
        assertEquals(false, result.rows().getFirst().get(2));
        assertEquals(null, result.rows().getFirst().get(3));
        assertEquals(
                "{\"$ai_trace_id\":\"t0\",\"$ai_span_id\":\"g\",\"$ai_model\":\"gpt-5\"}",
                result.rows().getFirst().get(5));
        assertFalse(result.truncated());
    }

    @Test
    default void rowsAreCutAtTheLimitInTheOrderAskedFor() {
        fill();
        Store.SqlResult result = store().query("SELECT trace_id FROM events ORDER BY timestamp DESC", 3, LIMIT);
        assertEquals(List.of(List.of("t29"), List.of("t28"), List.of("t27")), result.rows());
        assertTrue(result.truncated());
        assertFalse(store().query("SELECT trace_id FROM events", 30, LIMIT).truncated());
    }

    @Test
    default void aMistakeIsExplainedWithTheTablesThereAre() {
        for (String sql : List.of("SELECT * FROM evnts", "SELECT nope FROM events", "SELEC 1", "", "   ;")) {
            var refused = assertThrows(SqlRefused.class, () -> store().query(sql, 10, LIMIT), sql);
            assertTrue(String.valueOf(refused.getMessage()).contains("item_digests"), refused.getMessage());
        }
    }

    @Test
    default void aSlowQueryIsStopped() {
        var refused = assertThrows(SqlRefused.class, () -> store().query(endless(), 10, Duration.ofMillis(200)));
        assertTrue(String.valueOf(refused.getMessage()).contains("took longer"), refused.getMessage());
        assertEquals(List.of(List.of(1L)), sql("SELECT 1"), "the store goes on");
    }
}
