package dev.tracemap.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All events with one trace id, as a forest of spans.
///
/// @param summary the `$ai_trace` event; pseudo-traces have none
/// @param roots spans without a parent inside the trace, in order of start; never empty unless the trace has only a
///     `$ai_trace` event
/// @param others events that are neither span nor trace: metrics, feedback and the like
public record Trace(
        String id, @Nullable String sessionId, @Nullable Event summary, List<Span> roots, List<Event> others) {

    public Trace {
        roots = List.copyOf(roots);
        others = List.copyOf(others);
        if (summary == null && roots.isEmpty() && others.isEmpty()) {
            throw new IllegalArgumentException("trace " + id + " has no event");
        }
    }

    /// Builds the tree. Order of the events does not matter. A span whose parent is missing or is itself is a
    /// root, and so is the first span of a circle: no event is lost.
    ///
    /// @param events at least one, all of one trace
    public static Trace of(String id, List<Event> events) {
        List<Event> sorted = inOrder(events);
        Event summary = null;
        List<Event> spans = new ArrayList<>();
        List<Event> others = new ArrayList<>();
        String session = null;
        for (Event event : sorted) {
            session = session == null ? event.sessionId() : session;
            switch (event.name()) {
                case Event.TRACE -> {
                    // A second one, as of a retried upload with a new uuid, is kept beside the tree.
                    if (summary == null) {
                        summary = event;
                    } else {
                        others.add(event);
                    }
                }
                case Event.GENERATION, Event.SPAN, Event.EMBEDDING -> spans.add(event);
                default -> others.add(event);
            }
        }
        return new Trace(id, session, summary, new SpanForest(spans).roots(), others);
    }

    /// The trace's own name, or its first span's.
    public String name() {
        if (summary != null && summary.spanName() != null) {
            return summary.spanName();
        }
        return roots.isEmpty() ? id : roots.getFirst().name();
    }

    public Stream<Span> spans() {
        return roots.stream().flatMap(Span::walk);
    }

    /// First start of any work in the trace.
    public Instant start() {
        return events().map(Event::start).min(Comparator.naturalOrder()).orElseThrow();
    }

    /// Last end of any work in the trace.
    public Instant end() {
        return events().map(Event::timestamp).max(Comparator.naturalOrder()).orElseThrow();
    }

    /// Seconds: of the `$ai_trace` event or the single root span where given, else last end minus first start.
    public double latency() {
        if (summary != null && summary.latency() != null) {
            return summary.latency();
        }
        if (roots.size() == 1 && roots.getFirst().event().latency() != null) {
            return roots.getFirst().event().latency();
        }
        return Duration.between(start(), end()).toNanos() / 1e9;
    }

    /// Of the work itself. What is said about it comes later, by hours or days, and counts only where there is no work.
    private Stream<Event> events() {
        if (summary == null && roots.isEmpty()) {
            return others.stream();
        }
        Stream<Event> own = summary == null ? Stream.empty() : Stream.of(summary);
        return Stream.concat(own, spans().map(Span::event));
    }

    /// Ties are common with clocks of a millisecond: a parent ends last, so the longer one goes first. Then the span's
    /// own id decides, which is the same whichever way it came.
    private static List<Event> inOrder(List<Event> events) {
        record Timed(Instant start, Event event) {}
        return events.stream()
                .map(event -> new Timed(event.start(), event))
                .sorted(Comparator.comparing(Timed::start)
                        .thenComparing(timed -> timed.event().timestamp(), Comparator.reverseOrder())
                        .thenComparing(timed -> SpanForest.idOf(timed.event()))
                        .thenComparing(timed -> timed.event().uuid()))
                .map(Timed::event)
                .toList();
    }
}
