package dev.tracemap.ingest.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Event;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event in the making. Absent values leave no property behind.
public final class Draft {
    private final String event;
    private final ObjectNode properties = Json.object();

    public Draft(String event, String traceId) {
        this.event = event;
        properties.put("$ai_trace_id", traceId);
    }

    public Draft put(String property, @Nullable JsonNode value) {
        if (value != null && !value.isNull() && !value.isMissingNode()) {
            properties.set(property, value);
        }
        return this;
    }

    public Draft put(String property, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            properties.put(property, value);
        }
        return this;
    }

    public Draft put(String property, @Nullable Long value) {
        if (value != null) {
            properties.put(property, value);
        }
        return this;
    }

    public Draft put(String property, @Nullable Double value) {
        if (value != null) {
            properties.put(property, value);
        }
        return this;
    }

    public Draft put(String property, boolean value) {
        properties.put(property, value);
        return this;
    }

    /// Adds what the source carries besides; a property that is set already stays.
    public Draft addRest(String property, JsonNode value) {
        if (!properties.has(property)) {
            properties.set(property, value);
        }
        return this;
    }

    /// Marks success, or failure with the source's words where it has some.
    public Draft error(boolean failed, @Nullable JsonNode words) {
        put("$ai_is_error", failed);
        return failed ? put("$ai_error", words) : this;
    }

    /// Sets the latency from start to end, unless the clock ran backwards.
    public Draft lasted(@Nullable Instant start, Instant end) {
        if (start != null && !end.isBefore(start)) {
            properties.put("$ai_latency", Duration.between(start, end).toNanos() / 1e9);
        }
        return this;
    }

    public Event build(Origin origin, String uuid, Instant end, String distinctId) {
        return new Event(uuid, origin.teamId(), event, end, distinctId, properties);
    }

    /// The same parts always give the same UUID.
    public static String uuid(String... parts) {
        byte[] name = String.join("\u0000", parts).getBytes(StandardCharsets.UTF_8);
        return UUID.nameUUIDFromBytes(name).toString();
    }
}
