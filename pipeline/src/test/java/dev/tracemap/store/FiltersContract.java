package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.DerivedContract.digest;
import static dev.tracemap.store.ItemsContract.filter;
import static dev.tracemap.store.ItemsContract.query;
import static dev.tracemap.store.RunsContract.cluster;
import static dev.tracemap.store.RunsContract.member;
import static dev.tracemap.store.RunsContract.run;
import static dev.tracemap.store.RunsContract.runEvent;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.facet.ModelFacets;
import dev.tracemap.store.Filter.Operator;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Filters on what is not in an item's own events, and on their users.
interface FiltersContract extends OpenedStore {

    private List<String> found(Filter... filters) {
        List<String> ids = store().items(query(Level.TRACE, null, filters)).stream()
                .map(ItemRef::id)
                .sorted()
                .toList();
        assertEquals(ids.size(), store().count(query(Level.TRACE, null, filters)));
        return ids;
    }

    private void read(String id, String outcome, Instant at) {
        ItemRef item = store().items(query(Level.TRACE, null, filter("trace_id", Operator.EXACT, id)))
                .getFirst();
        ItemDigest read = digest(item, "Title of " + id);
        store().saveDigests(
                        1,
                        List.of(new ItemDigest(
                                item,
                                read.summary(),
                                "model-1",
                                read.facets(),
                                read.measures(),
                                read.textLength(),
                                new ModelFacets(Map.of("completion_status", outcome)))),
                        at,
                        null);
    }

    @Test
    default void facetsOfReadItemsFilter() {
        store().append(List.of(
                generation("t1", "a", 1).event(),
                generation("t2", "b", 2).event(),
                generation("t3", "c", 3).event()));
        read("t1", "abandoned", MONDAY);
        read("t2", "abandoned", MONDAY);
        read("t2", "completed", MONDAY.plusSeconds(60));
        assertEquals(List.of("t1", "t2"), found(filter("facet.turn_count", Operator.EXACT, "2")));
        assertEquals(List.of("t1", "t2"), found(filter("facet.turn_count", Operator.GT, "1")));
        assertEquals(List.of(), found(filter("facet.turn_count", Operator.GT, "10")));
        assertEquals(List.of("t1"), found(filter("facet.completion_status", Operator.EXACT, "abandoned")));
        assertEquals(List.of("t2"), found(filter("facet.completion_status", Operator.ICONTAINS, "COMPL")));
        assertEquals(List.of("t2", "t3"), found(filter("facet.completion_status", Operator.IS_NOT, "abandoned")));
        assertEquals(List.of("t3"), found(filter("facet.finish_reason", Operator.IS_NOT_SET)));
        assertEquals(
                List.of("t1"),
                found(
                        filter("facet.completion_status", Operator.IN, "abandoned", "stuck"),
                        filter("event", Operator.EXACT, "$ai_generation")));
    }

    @Test
    default void facetsOfOtherTeamsDoNotFilter() {
        store().append(List.of(
                generation("t1", "a", 1).event(),
                generation("t1", "a", 1).team(2).event()));
        read("t1", "abandoned", MONDAY);
        Filter abandoned = filter("facet.completion_status", Operator.EXACT, "abandoned");
        assertEquals(List.of("t1"), found(abandoned));
        ItemQuery ours = query(Level.TRACE, null, abandoned);
        assertEquals(0, store().count(new ItemQuery(2, ours.level(), ours.from(), ours.to(), ours.filters(), null, 0)));
    }

    @Test
    default void propertiesOfTheUserFilter() {
        store().append(List.of(
                generation("t1", "a", 1)
                        .user("u1")
                        .with("$set", Map.of("plan", "pro"))
                        .event(),
                generation("t2", "b", 2)
                        .user("u2")
                        .with("$set_once", Map.of("plan", "free"))
                        .event(),
                generation("t3", "c", 3).user("u3").event()));
        assertEquals(List.of("t1"), found(filter("user.plan", Operator.EXACT, "pro")));
        assertEquals(List.of("t1", "t2"), found(filter("user.plan", Operator.IS_SET)));
        assertEquals(List.of("t2", "t3"), found(filter("user.plan", Operator.IS_NOT, "pro")));
    }

    @Test
    default void theClusterThatHoldsAnItemFilters() {
        store().append(List.of(
                generation("t1", "a", 1).event(),
                generation("t2", "b", 2).event(),
                generation("t3", "c", 3).event()));
        store().completeRun(
                        run("r1", Level.TRACE, RunRecord.Status.COMPLETE, 1),
                        List.of(cluster("r1", 0, 1, "Refund requests"), cluster("r1", 1, 1, "Orders")),
                        List.of(member("t1", 0, 0), member("t2", 1, 0)),
                        runEvent("r1"));
        assertEquals(List.of("t1"), found(filter("item_cluster", Operator.EXACT, "Refund requests")));
        assertEquals(List.of("t1"), found(filter("item_cluster", Operator.ICONTAINS, "refund")));
        assertEquals(List.of("t2", "t3"), found(filter("item_cluster", Operator.NOT_ICONTAINS, "refund")));
        assertEquals(List.of("t3"), found(filter("item_cluster", Operator.IS_NOT_SET)));
        assertEquals(0, store().count(query(Level.GENERATION, null, filter("item_cluster", Operator.IS_SET))));
    }

    @Test
    default void aUserKeepsWhatWasSetLast() {
        store().append(List.of(
                generation("t1", "a", 1)
                        .user("u1")
                        .with("$set", Map.of("plan", "free"))
                        .event(),
                generation("t2", "b", 2)
                        .user("u1")
                        .with("$set", Map.of("plan", "pro"))
                        .event(),
                generation("t3", "c", 3).user("u1").event(),
                generation("t4", "d", 4).user("u2").with("user.plan", "pro").event()));
        assertEquals(List.of("t1", "t2", "t3", "t4"), found(filter("user.plan", Operator.EXACT, "pro")));
        assertEquals(List.of(), found(filter("user.plan", Operator.EXACT, "free")));
    }

    @Test
    default void whatTheTraceOrSessionHasFilters() {
        store().append(List.of(
                generation("t1", "a", 1).session("s1").with("tier", "gold").event(),
                generation("t2", "b", 2).session("s1").event(),
                generation("t3", "c", 3).event(),
                generation("t3", "d", 4).with("tier", "tin").event()));
        assertEquals(List.of("t1", "t2"), found(filter("session.tier", Operator.EXACT, "gold")));
        assertEquals(List.of("t3"), found(filter("session.tier", Operator.IS_NOT, "gold")));
        ItemQuery tin = query(Level.GENERATION, null, filter("trace.tier", Operator.EXACT, "tin"));
        assertEquals(
                List.of("c", "d"),
                store().items(tin).stream().map(ItemRef::id).sorted().toList());
        assertEquals(1, store().count(query(Level.GENERATION, null, filter("tier", Operator.EXACT, "tin"))));
    }
}
