package dev.tracemap.ingest;

import dev.tracemap.trace.Event;
import java.util.List;

/// Where imported events go. Called from one thread at a time, with up to some thousands of events.
@FunctionalInterface
public interface EventSink {

    /// Returns once the events are durable.
    Accepted accept(List<Event> events);

    /// @param duplicates events that were there already, including `conflicting`
    /// @param conflicting uuids that came again with other content
    record Accepted(int stored, int duplicates, List<String> conflicting) {
        public Accepted {
            conflicting = List.copyOf(conflicting);
        }
    }
}
