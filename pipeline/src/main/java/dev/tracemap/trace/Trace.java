package dev.tracemap.trace;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /// Builds the tree. Order of the events does not matter. A span whose parent is missing, is itself, or would close
    /// a circle becomes a root: no event is lost.
    ///
    /// @param events at least one, all of one trace
    public static Trace of(String id, List<Event> events) {
        List<Event> sorted = new ArrayList<>(events);
        // Ties are common with clocks of a millisecond: a parent ends last, so the longer one goes first.
        sorted.sort(Comparator.comparing(Event::start)
                .thenComparing(Event::timestamp, Comparator.reverseOrder())
                .thenComparing(Event::uuid));
        Event summary = null;
        List<Event> others = new ArrayList<>();
        Map<String, Event> byId = new HashMap<>();
        List<Event> spans = new ArrayList<>();
        for (Event event : sorted) {
            switch (event.name()) {
                case Event.TRACE -> summary = summary == null ? event : summary;
                case Event.GENERATION, Event.SPAN, Event.EMBEDDING -> {
                    spans.add(event);
                    byId.putIfAbsent(idOf(event), event);
                }
                default -> others.add(event);
            }
        }
        Map<String, List<Event>> children = new HashMap<>();
        List<Event> roots = new ArrayList<>();
        for (Event event : spans) {
            String parent = event.parentId();
            if (parent == null || !byId.containsKey(parent) || closesCircle(event, byId)) {
                roots.add(event);
            } else {
                children.computeIfAbsent(parent, key -> new ArrayList<>()).add(event);
            }
        }
        Set<Event> placed = new HashSet<>();
        List<Span> trees =
                roots.stream().map(root -> span(root, children, placed)).toList();
        String session = sorted.stream()
                .map(Event::sessionId)
                .filter(value -> value != null)
                .findFirst()
                .orElse(null);
        return new Trace(id, session, summary, trees, others);
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

    /// First start of anything in the trace.
    public Instant start() {
        return events().map(Event::start).min(Comparator.naturalOrder()).orElseThrow();
    }

    /// Last end of anything in the trace.
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

    private Stream<Event> events() {
        Stream<Event> own = summary == null ? Stream.empty() : Stream.of(summary);
        return Stream.concat(own, Stream.concat(spans().map(Span::event), others.stream()));
    }

    private static String idOf(Event event) {
        String id = event.spanId();
        return id == null ? event.uuid() : id;
    }

    private static boolean closesCircle(Event event, Map<String, Event> byId) {
        Set<String> seen = new HashSet<>();
        Event at = event;
        while (at != null) {
            if (!seen.add(idOf(at))) {
                return true;
            }
            String parent = at.parentId();
            at = parent == null ? null : byId.get(parent);
        }
        return false;
    }

    private static Span span(Event event, Map<String, List<Event>> children, Set<Event> placed) {
        String id = idOf(event);
        List<Span> below = new ArrayList<>();
        // Two spans may share an id; their children are shown once, below the first.
        for (Event child : children.getOrDefault(id, List.of())) {
            if (placed.add(child)) {
                below.add(span(child, children, placed));
            }
        }
        String name = event.spanName();
        return new Span(id, name == null ? event.name() : name, event, Works.of(event), below);
    }
}
