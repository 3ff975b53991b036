package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.Captured.named;
import static dev.tracemap.store.Captured.span;
import static dev.tracemap.store.DerivedContract.digest;
import static dev.tracemap.store.DerivedContract.ref;
import static dev.tracemap.store.RunsContract.cluster;
import static dev.tracemap.store.RunsContract.member;
import static dev.tracemap.store.RunsContract.run;
import static dev.tracemap.store.RunsContract.runEvent;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.store.Store.TraceRow;
import dev.tracemap.store.Store.TraceSearch;
import dev.tracemap.trace.Level;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Finding traces.
interface SearchContract extends OpenedStore {

    private void fill() {
        store().append(List.of(
                generation("t1", "g", 1)
                        .model("gpt-5")
                        .with("$ai_input", List.of(Map.of("role", "user", "content", "My \"Tent\" is Zürich-blue")))
                        .with("$ai_total_cost_usd", 0.25)
                        .with("$ai_latency", 30.0)
                        .event(),
                span("t1", "tool", 2)
                        .with("$ai_span_name", "lookup_order")
                        .with("$ai_is_error", true)
                        .event(),
                named("$ai_trace", "t1", 2)
                        .with("$ai_span_name", "Support")
                        .with("$ai_latency", 90.0)
                        .event(),
                generation("t2", "g", 10).user("").event(),
                generation("t3", "g", 20)
                        .model("o3")
                        .with("$ai_span_name", "chat")
                        .event()));
        store().saveDigests(1, List.of(digest(ref("t2", "1"), "Cancelled flight")), DerivedContract.LATER, null);
    }

    private List<String> words(String... words) {
        return ids(new TraceSearch(1, List.of(words), List.of(), null, null, null, null, 0, 10));
    }

    private List<String> ids(TraceSearch search) {
        return store().search(search).stream().map(TraceRow::traceId).toList();
    }

    @Test
    default void withoutConditionsTheNewestComeFirst() {
        fill();
        assertEquals(List.of("t3", "t2", "t1"), words());
        assertEquals(List.of("t2"), ids(new TraceSearch(1, List.of(), List.of(), null, null, null, null, 1, 1)));
        assertEquals(List.of(), ids(new TraceSearch(2, List.of(), List.of(), null, null, null, null, 0, 10)));
    }

    @Test
    default void allWordsMustOccurSomewhereInTheTrace() {
        fill();
        assertEquals(List.of("t1"), words("tent"));
        assertEquals(List.of("t1"), words("TENT", "lookup_ORDER", "gpt-5"));
        assertEquals(List.of(), words("tent", "flight"));
        assertEquals(List.of("t2"), words("cancelled"), "the title of the summary");
        assertEquals(List.of("t1"), words("ZÜRICH"));
        assertEquals(List.of("t1"), words("\"tent\""));
        assertEquals(List.of(), words("%"), "no wildcards");
    }

    @Test
    default void aRowTellsWhatTheTraceWas() {
        fill();
        List<TraceRow> rows = store().search(new TraceSearch(1, List.of(), List.of(), null, null, null, null, 0, 10));
        assertEquals(
                new TraceRow("t1", "Support", MONDAY.plusSeconds(30), 3, 0.25, 90.0, true, "gpt-5", "user-1"),
                rows.get(2));
        assertEquals(
                new TraceRow("t2", "Cancelled flight", MONDAY.plusSeconds(600), 1, null, null, false, null, null),
                rows.get(1));
        assertEquals("chat", rows.getFirst().title());
    }

    @Test
    default void filtersTimeAndClusterNarrow() {
        fill();
        store().completeRun(
                        run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 1),
                        List.of(cluster("r1", 0, 1, "A"), cluster("r1", 1, 1, "B")),
                        List.of(member("t1", 0, 0), member("t3", 1, 0)),
                        runEvent("r1"));
        Filter model = new Filter("model", Filter.Operator.EXACT, List.of("o3"));
        assertEquals(List.of("t3"), ids(new TraceSearch(1, List.of(), List.of(model), null, null, null, null, 0, 9)));
        assertEquals(
                List.of("t2"),
                ids(new TraceSearch(
                        1, List.of(), List.of(), MONDAY.plusSeconds(300), MONDAY.plusSeconds(900), null, null, 0, 9)));
        assertEquals(List.of("t3", "t1"), ids(new TraceSearch(1, List.of(), List.of(), null, null, "r1", null, 0, 9)));
        assertEquals(List.of("t1"), ids(new TraceSearch(1, List.of(), List.of(), null, null, "r1", 0, 0, 9)));
    }

    @Test
    default void aSessionsClusterHoldsAllItsTraces() {
        store().append(List.of(
                generation("x1", "g", 1).session("s1").event(),
                generation("x2", "g", 2).session("s1").event()));
        store().completeRun(
                        run("r1", Level.SESSION, RunRecord.Status.COMPLETE, 1),
                        List.of(cluster("r1", 0, 1, "A")),
                        List.of(new Membership("s1", "x1", 0, 1.0, null, null, 0.0, 0, 0, 0, "S", MONDAY, List.of())),
                        runEvent("r1"));
        assertEquals(List.of("x2", "x1"), ids(new TraceSearch(1, List.of(), List.of(), null, null, "r1", 0, 0, 9)));
    }
}
