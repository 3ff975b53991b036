package dev.tracemap.facet;

import dev.tracemap.trace.Item;
import dev.tracemap.trace.Span;
import dev.tracemap.trace.Trace;
import java.util.ArrayList;
import java.util.List;

/// How deep the work was nested, level by level, so that no depth overflows the stack.
final class SpanDepth {
    private SpanDepth() {}

    static int of(Item item) {
        return switch (item) {
            case Item.TraceItem(Trace trace) -> of(trace);
            case Item.GenerationItem(Trace trace, Span generation) -> of(List.of(generation));
            case Item.SessionItem(String id, List<Trace> traces) ->
                traces.stream().mapToInt(SpanDepth::of).max().orElse(0);
        };
    }

    /// Some sources record the whole as an event, some as a span around everything; both count as one level.
    private static int of(Trace trace) {
        return of(trace.roots()) + (trace.summary() == null ? 0 : 1);
    }

    private static int of(List<Span> roots) {
        int depth = 0;
        List<Span> level = roots;
        while (!level.isEmpty()) {
            depth++;
            List<Span> below = new ArrayList<>();
            level.forEach(span -> below.addAll(span.children()));
            level = below;
        }
        return depth;
    }
}
