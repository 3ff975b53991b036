package dev.tracemap.store;

import dev.tracemap.trace.Event;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A batch of events held against what is stored.
///
/// @param fresh what has to be stored, in the order of the batch
record Arrivals(List<Event> fresh, Store.Appended outcome) {

    /// Finds those of the events that are stored already.
    interface Known {
        Map<EventKey, StoredEvent> of(Set<EventKey> keys) throws SQLException;
    }

    static Arrivals of(List<Event> events, Known known) throws SQLException {
        Map<EventKey, Event> fresh = new LinkedHashMap<>();
        List<Event> repeated = new ArrayList<>();
        for (Event event : events) {
            if (fresh.putIfAbsent(EventKey.of(event), event) != null) {
                repeated.add(event);
            }
        }
        Map<EventKey, StoredEvent> stored = known.of(fresh.keySet());
        stored.keySet().forEach(key -> {
            Event event = fresh.remove(key);
            if (event != null) {
                repeated.add(event);
            }
        });
        List<String> conflicting = repeated.parallelStream()
                .filter(event -> !same(event, stored.get(EventKey.of(event)), fresh.get(EventKey.of(event))))
                .map(Event::uuid)
                .toList();
        return new Arrivals(
                List.copyOf(fresh.values()), new Store.Appended(fresh.size(), repeated.size(), conflicting));
    }

    private static boolean same(Event event, @Nullable StoredEvent stored, @Nullable Event earlier) {
        StoredEvent first = stored != null ? stored : earlier != null ? StoredEvent.of(earlier) : null;
        return first != null && first.sameContent(StoredEvent.of(event));
    }
}
