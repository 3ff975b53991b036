package dev.tracemap.server.intake;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.trace.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Tells which events are too large to be kept, or lie outside of the time that can be kept.
final class EventSize {
    private static final long MOST_BYTES = 16L << 20;
    private static final int MOST_ATTRIBUTES = 10_000;
    private static final Instant OLDEST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant NEWEST = Instant.parse("2262-01-01T00:00:00Z");
    private static final int OVERHEAD = 24;

    private EventSize() {}

    /// What is left of a conversion.
    ///
    /// @param bytes of the events in memory, roughly
    record Kept(List<Event> events, List<String> rejected, long bytes) {}

    static Kept sift(Conversion conversion) {
        List<Event> kept = new ArrayList<>();
        List<String> rejected = new ArrayList<>(conversion.rejected());
        long all = 0;
        for (Event event : conversion.events()) {
            long bytes = of(event.properties());
            int attributes = event.properties().size();
            if (bytes > MOST_BYTES) {
                rejected.add("event " + event.uuid() + " is larger than " + (MOST_BYTES >> 20) + " MB");
            } else if (attributes > MOST_ATTRIBUTES) {
                rejected.add("event " + event.uuid() + " has " + attributes + " attributes; " + MOST_ATTRIBUTES
                        + " are taken");
            } else if (event.timestamp().isBefore(OLDEST) || event.timestamp().isAfter(NEWEST)) {
                rejected.add("event " + event.uuid() + ": " + event.timestamp() + " is not a time that can be kept");
            } else {
                kept.add(event);
                all += bytes + OVERHEAD;
            }
        }
        return new Kept(kept, rejected, all);
    }

    private static long of(JsonNode node) {
        long bytes = OVERHEAD;
        if (node.isTextual()) {
            return bytes + node.textValue().length();
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            bytes += OVERHEAD + field.getKey().length() + of(field.getValue());
        }
        if (node.isArray()) {
            for (JsonNode element : node) {
                bytes += of(element);
            }
        }
        return bytes;
    }
}
