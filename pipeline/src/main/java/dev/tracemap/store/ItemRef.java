package dev.tracemap.store;

import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.List;

/// An item by name, not yet loaded.
///
/// @param traceIds the traces it is made of, in order of start: one but for sessions
/// @param revision changes when an event is added to the item, so that what was derived before is known to be stale
public record ItemRef(Level level, String id, List<String> traceIds, Instant timestamp, String revision) {
    public ItemRef {
        traceIds = List.copyOf(traceIds);
    }
}
