package dev.tracemap.store;

import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Trace;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Puts items together from the events of their traces.
final class ItemLoading {
    /// How many traces one scan of the events collects.
    private static final int BATCH = 5_000;

    private ItemLoading() {}

    /// Reads the captured events of these traces, in any order.
    interface EventsOf {
        List<Event> traces(List<String> ids) throws SQLException;
    }

    static List<Item> load(List<ItemRef> refs, EventsOf events) throws SQLException {
        Set<String> ids = new LinkedHashSet<>();
        refs.forEach(ref -> ids.addAll(ref.traceIds()));
        Map<String, Trace> traces = traces(List.copyOf(ids), events);
        List<Item> items = new ArrayList<>();
        for (ItemRef ref : refs) {
            Item item = item(ref, traces);
            if (item != null) {
                items.add(item);
            }
        }
        return items;
    }

    static Optional<Trace> trace(Optional<String> id, EventsOf events) throws SQLException {
        return id.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(traces(List.of(id.get()), events).get(id.get()));
    }

    private static @Nullable Item item(ItemRef ref, Map<String, Trace> traces) {
        List<Trace> own = ref.traceIds().stream()
                .filter(traces::containsKey)
                .map(traces::get)
                .toList();
        if (own.isEmpty()) {
            return null;
        }
        return switch (ref.level()) {
            case TRACE -> new Item.TraceItem(own.getFirst());
            case SESSION -> new Item.SessionItem(ref.id(), own);
            case GENERATION -> generation(ref.id(), own.getFirst());
        };
    }

    private static @Nullable Item generation(String id, Trace trace) {
        return trace.spans()
                .filter(span -> span.id().equals(id) && span.event().name().equals(Event.GENERATION))
                .findFirst()
                .map(span -> new Item.GenerationItem(trace, span))
                .orElse(null);
    }

    private static Map<String, Trace> traces(List<String> ids, EventsOf events) throws SQLException {
        Map<String, Trace> traces = new HashMap<>();
        for (int from = 0; from < ids.size(); from += BATCH) {
            List<String> batch = ids.subList(from, Math.min(ids.size(), from + BATCH));
            Map<String, List<Event>> byTrace = new LinkedHashMap<>();
            for (Event event : events.traces(batch)) {
                String id = event.traceId();
                if (id != null) {
                    byTrace.computeIfAbsent(id, key -> new ArrayList<>()).add(event);
                }
            }
            byTrace.entrySet().parallelStream()
                    .map(entry -> Trace.of(entry.getKey(), entry.getValue()))
                    .toList()
                    .forEach(trace -> traces.put(trace.id(), trace));
        }
        return traces;
    }
}
