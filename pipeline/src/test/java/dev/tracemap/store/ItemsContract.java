package dev.tracemap.store;

import static dev.tracemap.store.Captured.MONDAY;
import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.Captured.named;
import static dev.tracemap.store.Captured.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.store.Filter.Operator;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Choosing and loading items.
interface ItemsContract extends OpenedStore {

    /// The hour after Monday, 8 o'clock.
    static ItemQuery query(Level level, @Nullable Integer maxSamples, Filter... filters) {
        return new ItemQuery(1, level, MONDAY, MONDAY.plusSeconds(3600), List.of(filters), maxSamples, 42);
    }

    static Filter filter(String property, Operator operator, String... values) {
        return new Filter(property, operator, List.of(values));
    }

    private List<String> ids(ItemQuery query) {
        List<String> ids = store().items(query).stream().map(ItemRef::id).toList();
        assertEquals(ids.size(), query.maxSamples() == null ? store().count(query) : ids.size());
        return ids;
    }

    private List<String> traces(Filter... filters) {
        return ids(query(Level.TRACE, null, filters));
    }

    @Test
    default void aTraceBelongsToTheWindowInWhichItBegan() {
        store().append(List.of(
                generation("before", "a", -1).event(),
                generation("before", "b", 5).event(),
                generation("within", "a", 59).event(),
                generation("within", "b", 90).event(),
                generation("began", "a", 61).with("$ai_latency", 120.0).event(),
                generation("late", "a", 60).event()));
        assertEquals(List.of("began", "within"), traces().stream().sorted().toList());
    }

    @Test
    default void itemsComeInOrderOfTime() {
        store().append(List.of(
                generation("c", "s", 3).event(),
                generation("a", "s", 7).event(),
                generation("b", "s", 3).event()));
        assertEquals(List.of("b", "c", "a"), traces());
    }

    @Test
    default void generationsAreItemsOfTheirOwn() {
        store().append(List.of(
                generation("t1", "g1", 1).event(),
                span("t1", "tool", 2).event(),
                generation("t1", "g2", 3).event()));
        ItemQuery query = query(Level.GENERATION, null);
        assertEquals(List.of("g1", "g2"), ids(query));

        List<Item> items = store().load(1, store().items(query));
        Item.GenerationItem second = assertInstanceOf(Item.GenerationItem.class, items.get(1));
        assertEquals("g2", second.id());
        assertEquals("t1", second.traceId());
        assertEquals(3, second.trace().spans().count());
    }

    @Test
    default void sessionsHoldTheirTracesInOrder() {
        store().append(List.of(
                generation("t2", "g", 20).session("s").event(),
                generation("t1", "g", 10).session("s").event(),
                span("t1", "tool", 11).event(),
                generation("t3", "g", 30).session("other").event(),
                generation("t4", "g", 40).event()));
        ItemQuery query = query(Level.SESSION, null);
        List<ItemRef> refs = store().items(query);
        assertEquals(List.of("s", "other"), refs.stream().map(ItemRef::id).toList());
        assertEquals(List.of("t1", "t2"), refs.getFirst().traceIds());

        Item.SessionItem session =
                assertInstanceOf(Item.SessionItem.class, store().load(1, refs).getFirst());
        assertEquals(2, session.traces().getFirst().spans().count(), "the tool has no session id of its own");
        assertEquals(session.timestamp(), refs.getFirst().timestamp());
    }

    @Test
    default void aSessionThatBeganBeforeTheWindowStaysOut() {
        store().append(List.of(
                generation("t1", "g", -10).session("s").event(),
                generation("t2", "g", 10).session("s").event()));
        assertEquals(List.of(), ids(query(Level.SESSION, null)));
    }

    @Test
    default void theRevisionChangesWithEveryEvent() {
        store().append(List.of(generation("t1", "g1", 1).session("s").event()));
        List<String> before = revisions();
        assertEquals(before, revisions());
        store().append(List.of(named("$ai_trace_summary", "t1", 3).event()));
        assertEquals(before, revisions(), "what is derived does not count");
        store().append(List.of(span("t1", "s2", 2).event()));
        List<String> after = revisions();
        assertNotEquals(before.get(0), after.get(0));
        assertEquals(before.get(1), after.get(1), "the generation is the same");
        assertNotEquals(before.get(2), after.get(2));
    }

    private List<String> revisions() {
        return List.of(Level.TRACE, Level.GENERATION, Level.SESSION).stream()
                .map(level -> store().items(query(level, null)).getFirst().revision())
                .toList();
    }

    @Test
    default void aSampleDependsOnTheSeedAndNotOnTheOrderOfArrival() {
        List<Event> events = new ArrayList<>(IntStream.range(0, 300)
                .mapToObj(i -> generation("trace-" + i, "g", 1 + i % 50).event())
                .toList());
        Collections.shuffle(events, new Random(7));
        store().append(events.subList(0, 100));
        store().append(events.subList(100, 300));

        List<String> sample = ids(query(Level.TRACE, 10));
        assertEquals(10, sample.size());
        // The ten with the smallest MD5 of "42:<id>": the same in every store.
        assertEquals(
                List.of(
                        "trace-100",
                        "trace-203",
                        "trace-204",
                        "trace-211",
                        "trace-69",
                        "trace-272",
                        "trace-126",
                        "trace-134",
                        "trace-190",
                        "trace-243"),
                sample);
        ItemQuery other = new ItemQuery(1, Level.TRACE, MONDAY, MONDAY.plusSeconds(3600), List.of(), 10, 43);
        assertNotEquals(sample, ids(other));
        assertEquals(300, store().count(query(Level.TRACE, 10)), "the count is of the whole");
    }

    @Test
    default void sampledItemsStandInOrderOfTime() {
        store().append(IntStream.range(0, 300)
                .mapToObj(i -> generation("trace-" + i, "g", 1 + i % 50).event())
                .toList());
        List<ItemRef> sample = store().items(query(Level.TRACE, 40));
        assertEquals(
                sample.stream().map(ItemRef::timestamp).sorted().toList(),
                sample.stream().map(ItemRef::timestamp).toList());
    }

    @Test
    default void itemsAreLoadedInTheOrderAskedAndGoneOnesAreLeftOut() {
        store().append(List.of(
                generation("a", "g", 1).event(), generation("b", "g", 2).event()));
        List<ItemRef> refs =
                new ArrayList<>(store().items(query(Level.TRACE, null)).reversed());
        refs.add(1, new ItemRef(Level.TRACE, "gone", List.of("gone"), MONDAY, "1-0"));
        assertEquals(
                List.of("b", "a"), store().load(1, refs).stream().map(Item::id).toList());
    }

    @Test
    default void filtersLookAtPromotedColumns() {
        store().append(filterable());
        assertEquals(List.of("a"), traces(filter("model", Operator.EXACT, "gpt-5")));
        assertEquals(List.of("a"), traces(filter("$ai_model", Operator.EXACT, "gpt-5")));
        assertEquals(List.of("a", "b"), traces(filter("model", Operator.IN, "gpt-5", "o3")));
        assertEquals(List.of("b"), traces(filter("total_cost_usd", Operator.GT, "0.5")));
        assertEquals(List.of("a"), traces(filter("total_cost_usd", Operator.LT, "0.5")));
        assertEquals(List.of("a"), traces(filter("total_cost_usd", Operator.EXACT, "0.10")));
        assertEquals(List.of("b"), traces(filter("is_error", Operator.EXACT, "true")));
        assertEquals(List.of("c"), traces(filter("model", Operator.IS_NOT_SET)));
        assertEquals(List.of("a", "b"), traces(filter("model", Operator.IS_SET)));
        assertEquals(List.of("a", "c"), traces(filter("distinct_id", Operator.ICONTAINS, "ANN")));
        assertEquals(
                List.of("c"),
                traces(filter("event", Operator.EXACT, "$ai_span"), filter("distinct_id", Operator.REGEX, "^ann")));
    }

    @Test
    default void filtersLookIntoPropertiesByNameAndByPath() {
        store().append(filterable());
        assertEquals(List.of("a"), traces(filter("$groups.company", Operator.EXACT, "acme")), "a key with a dot");
        assertEquals(List.of("b"), traces(filter("$groups.company", Operator.EXACT, "nested inc")), "a path");
        assertEquals(List.of("a"), traces(filter("it's \"odd\"/~key", Operator.EXACT, "yes")));
        assertEquals(List.of("b"), traces(filter("version", Operator.GT, "2")));
        assertEquals(List.of("a"), traces(filter("tags.1", Operator.EXACT, "second")));
        assertEquals(List.of("b"), traces(filter("flag", Operator.EXACT, "true")));
        assertEquals(List.of("a", "c"), traces(filter("flag", Operator.IS_NOT, "true")));
        assertEquals(List.of(), traces(filter("') OR 1=1 --", Operator.EXACT, "x")));
        assertEquals(List.of(), traces(filter("model", Operator.EXACT, "' OR ''='")));
    }

    @Test
    default void negativeFiltersSpeakOfTheWholeItem() {
        store().append(List.of(
                generation("mixed", "g1", 1).model("gpt-5").event(),
                generation("mixed", "g2", 2).model("o3").event(),
                generation("pure", "g1", 3).model("o3").event(),
                span("pure", "tool", 4).event()));
        assertEquals(List.of("pure"), traces(filter("model", Operator.IS_NOT, "gpt-5")));
        assertEquals(List.of("pure"), traces(filter("model", Operator.NOT_ICONTAINS, "GPT")));
    }

    @Test
    default void severalFiltersMayBeMetByDifferentEvents() {
        store().append(List.of(
                generation("t", "g1", 1).model("gpt-5").event(),
                span("t", "tool", 2).with("$ai_span_name", "refund").event()));
        assertEquals(
                List.of("t"),
                traces(filter("model", Operator.EXACT, "gpt-5"), filter("span_name", Operator.EXACT, "refund")));
    }

    @Test
    default void filtersWorkAtEveryLevel() {
        store().append(List.of(
                generation("t1", "g1", 1).session("s1").model("gpt-5").event(),
                generation("t2", "g2", 2).session("s1").model("o3").event(),
                generation("t3", "g3", 3).session("s2").model("o3").event()));
        Filter gpt = filter("model", Operator.EXACT, "gpt-5");
        assertEquals(List.of("g1"), ids(query(Level.GENERATION, null, gpt)));
        assertEquals(List.of("s1"), ids(query(Level.SESSION, null, gpt)));
    }

    @Test
    default void aFilterThatMakesNoSenseIsExplained() {
        var number = assertThrows(
                IllegalArgumentException.class, () -> traces(filter("total_cost_usd", Operator.GT, "much")));
        assertTrue(String.valueOf(number.getMessage()).contains("'much' is not a number"), number.getMessage());
        var regex = assertThrows(IllegalArgumentException.class, () -> traces(filter("model", Operator.REGEX, "(")));
        assertTrue(String.valueOf(regex.getMessage()).contains("model"), regex.getMessage());
    }

    private static List<Event> filterable() {
        return List.of(
                generation("a", "g", 1)
                        .user("Anna")
                        .model("gpt-5")
                        .with("$ai_total_cost_usd", 0.1)
                        .with("$groups.company", "acme")
                        .with("it's \"odd\"/~key", "yes")
                        .with("version", 1.5)
                        .with("tags", List.of("first", "second"))
                        .event(),
                generation("b", "g", 2)
                        .user("bob")
                        .model("o3")
                        .with("$ai_total_cost_usd", 1.0)
                        .with("$ai_is_error", true)
                        .with("$groups", Map.of("company", "nested inc"))
                        .with("version", 10)
                        .with("flag", true)
                        .event(),
                span("c", "tool", 3).user("ann").event());
    }
}
