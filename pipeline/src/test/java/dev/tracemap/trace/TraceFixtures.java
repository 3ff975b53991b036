package dev.tracemap.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/// Events and JSON for tests, written with single quotes to stay readable.
public final class TraceFixtures {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();
    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

    private TraceFixtures() {}

    public static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// An event that ends so many seconds after noon.
    public static Event event(String name, String id, double second, String properties) {
        ObjectNode node = (ObjectNode) json(properties);
        node.put("$ai_trace_id", "t").put("$ai_span_id", id);
        return new Event("uuid-" + id, 1, name, NOON.plusMillis((long) (second * 1000)), "user-1", node);
    }
}
