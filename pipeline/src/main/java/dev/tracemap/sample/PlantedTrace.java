package dev.tracemap.sample;

import dev.tracemap.trace.Event;
import java.util.List;

/// One generated trace and the truth about it.
///
/// @param events in the order in which they were recorded, the `$ai_trace` event last but for what users say afterwards
public record PlantedTrace(List<Event> events, Truth truth) {
    public PlantedTrace {
        events = List.copyOf(events);
    }
}
