package dev.tracemap.store;

import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.List;

/// An item that a monitor's rule took.
///
/// @param traceIds of which the item is made
/// @param timestamp when the item began
/// @param failed whether one of its events failed
/// @param foundAt when it was looked at
public record MonitorHit(
        String monitorId,
        Level level,
        String itemId,
        List<String> traceIds,
        Instant timestamp,
        boolean failed,
        Instant foundAt) {
    public MonitorHit {
        traceIds = List.copyOf(traceIds);
    }
}
