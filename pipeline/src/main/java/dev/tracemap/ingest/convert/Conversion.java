package dev.tracemap.ingest.convert;

import dev.tracemap.trace.Event;
import java.util.List;

/// What one source value became.
///
/// @param rejected one reason for each event that could not be made, naming the part of the value that is at fault
/// @param skipped parts that are understood but of no interest, such as log records beside spans
public record Conversion(List<Event> events, List<String> rejected, int skipped) {

    public static final Conversion NOTHING = new Conversion(List.of(), List.of(), 0);

    /// A value of no interest.
    public static final Conversion SKIPPED = new Conversion(List.of(), List.of(), 1);

    public Conversion {
        events = List.copyOf(events);
        rejected = List.copyOf(rejected);
    }

    public static Conversion of(List<Event> events) {
        return new Conversion(events, List.of(), 0);
    }

    public static Conversion rejected(String reason) {
        return new Conversion(List.of(), List.of(reason), 0);
    }
}
