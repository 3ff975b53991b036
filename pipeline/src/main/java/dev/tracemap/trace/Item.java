package dev.tracemap.trace;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is clustered: a trace, a generation within its trace, or a session of traces.
public sealed interface Item {

    /// The id under which the item stands in runs: the trace id, the generation's span id, or the session id.
    String id();

    Level level();

    /// The trace to open for this item; of a session, the first.
    String traceId();

    /// When the item began.
    Instant timestamp();

    /// The spans that belong to the item, as trees.
    List<Span> roots();

    record TraceItem(Trace trace) implements Item {
        @Override
        public String id() {
            return trace.id();
        }

        @Override
        public Level level() {
            return Level.TRACE;
        }

        @Override
        public String traceId() {
            return trace.id();
        }

        @Override
        public Instant timestamp() {
            return trace.start();
        }

        @Override
        public List<Span> roots() {
            return trace.roots();
        }
    }

    record GenerationItem(Trace trace, Span generation) implements Item {
        @Override
        public String id() {
            return generation.id();
        }

        @Override
        public Level level() {
            return Level.GENERATION;
        }

        @Override
        public String traceId() {
            return trace.id();
        }

        @Override
        public Instant timestamp() {
            return generation.event().start();
        }

        @Override
        public List<Span> roots() {
            return List.of(generation);
        }
    }

    /// @param traces at least one, in order of start
    record SessionItem(String id, List<Trace> traces) implements Item {
        public SessionItem {
            traces = List.copyOf(traces);
            if (traces.isEmpty()) {
                throw new IllegalArgumentException("session " + id + " has no trace");
            }
        }

        @Override
        public Level level() {
            return Level.SESSION;
        }

        @Override
        public String traceId() {
            return traces.getFirst().id();
        }

        @Override
        public Instant timestamp() {
            return traces.getFirst().start();
        }

        @Override
        public List<Span> roots() {
            return traces.stream().flatMap(trace -> trace.roots().stream()).toList();
        }
    }

    /// The user the item was done for, where known.
    default @Nullable String distinctId() {
        return roots().stream()
                .map(span -> span.event().distinctId())
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElse(null);
    }
}
