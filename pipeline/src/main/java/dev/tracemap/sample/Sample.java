package dev.tracemap.sample;

import dev.tracemap.trace.Event;
import java.util.List;

/// Generated events and, apart from them, what was planted.
///
/// @param events trace after trace, in order of the traces' start
/// @param truth one for each trace, in the same order
public record Sample(List<Event> events, List<Truth> truth) {
    public Sample {
        events = List.copyOf(events);
        truth = List.copyOf(truth);
    }
}
