package dev.tracemap.store;

import static dev.tracemap.store.Captured.generation;
import static dev.tracemap.store.Captured.named;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.trace.Event;
import dev.tracemap.trace.Trace;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Storing events.
interface EventsContract extends OpenedStore {

    @Test
    default void whatIsStoredComesBackWhole() {
        Event event = generation("t1", "s1", 1)
                .with("$ai_input", List.of(Map.of("role", "user", "content", "Zwölf Boxkämpfer 🥊\n\"x\"\u0000")))
                .with("$ai_latency", 1.25)
                .with("$ai_is_error", true)
                .with("big", 12_345_678_901L)
                .event();
        store().append(List.of(event));

        Trace trace = reopened().trace(1, "t1").orElseThrow();

        Event back = trace.roots().getFirst().event();
        assertEquals(Json.write(event.properties()), Json.write(back.properties()));
        assertEquals(event.timestamp(), back.timestamp());
        assertEquals(event.uuid(), back.uuid());
        assertEquals(event.distinctId(), back.distinctId());
    }

    @Test
    default void storingTwiceChangesNothing() {
        List<Event> events = IntStream.range(0, 50)
                .mapToObj(i -> generation("t" + i, "s", i).event())
                .toList();

        assertEquals(new Store.Appended(50, 0, List.of()), store().append(events));
        assertEquals(new Store.Appended(0, 50, List.of()), store().append(events));

        assertEquals(50, store().extent(1).orElseThrow().events());
    }

    @Test
    default void anEventThatComesTwiceInOneListIsADuplicate() {
        Event event = generation("t1", "s1", 1).event();
        assertEquals(new Store.Appended(1, 1, List.of()), store().append(List.of(event, event)));
    }

    @Test
    default void theOrderOfKeysIsNoConflict() {
        store().append(List.of(
                generation("t1", "s1", 1).with("a", 1L).with("b", 2L).event()));
        Event again = generation("t1", "s1", 1).with("b", 2).with("a", 1).event();
        assertEquals(List.of(), store().append(List.of(again)).conflicting());
    }

    @Test
    default void sameIdWithOtherContentIsNamedAndTheFirstStays() {
        Event first = generation("t1", "s1", 1).model("gpt-5").event();
        Event second = generation("t1", "s1", 1).model("o9").event();
        store().append(List.of(first));

        assertEquals(new Store.Appended(0, 1, List.of(first.uuid())), store().append(List.of(second)));
        assertEquals(
                "gpt-5",
                store().trace(1, "t1").orElseThrow().roots().getFirst().event().model());
    }

    @Test
    default void conflictsWithinOneListAreNamedToo() {
        Event first = generation("t1", "s1", 1).model("gpt-5").event();
        Event second = generation("t1", "s1", 1).model("o9").event();
        assertEquals(new Store.Appended(1, 1, List.of(first.uuid())), store().append(List.of(first, second)));
    }

    @Test
    default void teamsDoNotShareIds() {
        store().append(List.of(generation("t1", "s1", 1).event()));
        Store.Appended other =
                store().append(List.of(generation("t1", "s1", 1).team(2).event()));
        assertEquals(1, other.stored());
        assertEquals(1, store().extent(2).orElseThrow().events());
    }

    @Test
    default void timesFarAwayAreKept() {
        store().append(List.of(
                generation("old", "s", 0)
                        .at(Instant.parse("1970-01-01T00:00:00Z"))
                        .event(),
                generation("far", "s", 0)
                        .at(Instant.parse("2100-12-31T23:59:59.123456Z"))
                        .event()));
        Store.Extent extent = store().extent(1).orElseThrow();
        assertEquals(Instant.EPOCH, extent.first());
        assertEquals(Instant.parse("2100-12-31T23:59:59.123456Z"), extent.last());
    }

    @Test
    default void anEmptyStoreHasNoExtent() {
        assertTrue(store().extent(1).isEmpty());
        assertEquals(new Store.Appended(0, 0, List.of()), store().append(List.of()));
    }

    @Test
    default void aTraceIsFoundByShortAndBareIds() {
        String id = "54c2edd9-bb5b-47bd-8035-7acbddcbd6d0";
        store().append(List.of(
                generation(id, "s1", 1).event(),
                generation("54c2edd9-ffff-47bd-8035-7acbddcbd6d0", "s1", 1).event()));
        assertEquals(id, store().trace(1, id).orElseThrow().id());
        assertEquals(id, store().trace(1, id.replace("-", "")).orElseThrow().id());
        assertEquals(id, store().trace(1, "54c2edd9-bb5b").orElseThrow().id());
        assertTrue(store().trace(1, "54c2edd9").isEmpty(), "two traces begin like this");
        assertTrue(store().trace(1, "54c2edd").isEmpty(), "too short");
        assertTrue(store().trace(2, id).isEmpty(), "another team's");
    }

    @Test
    default void derivedEventsAreNoPartOfATrace() {
        store().append(List.of(
                generation("t1", "s1", 1).event(),
                named("$ai_trace_summary", "t1", 2).event()));
        Trace trace = store().trace(1, "t1").orElseThrow();
        assertTrue(trace.others().isEmpty());
        assertEquals(1, store().extent(1).orElseThrow().events());
    }
}
