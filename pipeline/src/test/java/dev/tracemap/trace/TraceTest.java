package dev.tracemap.trace;

import static dev.tracemap.trace.TraceFixtures.event;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TraceTest {

    @Test
    void childrenHangBelowTheirParentInOrderOfStart() {
        Trace trace = Trace.of(
                "t",
                List.of(
                        span("late", "root", 3, 1),
                        span("early", "root", 2, 1),
                        span("root", null, 4, 4),
                        event(Event.TRACE, "t", 4, "{'$ai_span_name': 'agent'}")));

        assertEquals("agent", trace.name());
        assertEquals(
                List.of("root", "early", "late"), trace.spans().map(Span::id).toList());
        assertEquals(1, trace.roots().size());
    }

    @Test
    void aCircleIsEnteredAtItsFirstSpanAndLosesNothing() {
        Trace trace = Trace.of(
                "t",
                List.of(span("a", "c", 1, 0), span("b", "a", 2, 0), span("c", "b", 3, 0), span("tail", "c", 4, 0)));

        assertEquals(List.of("a"), trace.roots().stream().map(Span::id).toList());
        assertEquals(List.of("a", "b", "c", "tail"), trace.spans().map(Span::id).toList());
    }

    @Test
    void aSpanThatIsItsOwnParentIsARoot() {
        assertEquals(1, Trace.of("t", List.of(span("a", "a", 1, 0))).roots().size());
    }

    @Test
    void spansWithOneIdAreAllKeptAndTheirChildrenShownOnce() {
        Event twin = new Event(
                "other-uuid",
                1,
                Event.SPAN,
                span("a", null, 2, 0).timestamp(),
                "",
                span("a", null, 2, 0).properties());
        Trace trace = Trace.of("t", List.of(span("a", null, 1, 0), twin, span("child", "a", 3, 0)));

        assertEquals(List.of("a", "child", "a"), trace.spans().map(Span::id).toList());
    }

    @Test
    void aChainOfFiftyThousandSpansNeitherOverflowsNorStalls() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < 50_000; i++) {
            events.add(span("s" + i, i == 0 ? null : "s" + (i - 1), 100, 100 - i / 1000.0));
        }
        Collections.shuffle(events, new Random(1));
        Trace trace = Trace.of("t", events);

        assertEquals(1, trace.roots().size());
        assertEquals(50_000, trace.spans().count());
        assertTrue(trace.toString().contains("s0"));
        assertEquals(trace.hashCode(), trace.hashCode());
    }

    @Test
    void aTraceOfAHundredThousandNeighboursIsRead() {
        List<Event> events = new ArrayList<>();
        events.add(span("root", null, 200, 200));
        for (int i = 0; i < 100_000; i++) {
            events.add(span("s" + i, "root", i / 1000.0, 0.001));
        }
        Trace trace = Trace.of("t", events);

        assertEquals(100_001, trace.spans().count());
    }

    private static Event span(String id, @Nullable String parent, double end, double latency) {
        String named = parent == null ? "" : ", '$ai_parent_id': '" + parent + "'";
        return event(Event.SPAN, id, end, "{'$ai_latency': " + latency + named + "}");
    }
}
