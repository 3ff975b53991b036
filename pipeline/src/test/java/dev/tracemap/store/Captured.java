package dev.tracemap.store;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;

/// Events for tests, described in one line each.
final class Captured {
    static final long TEAM = 1;
    static final Instant MONDAY = Instant.parse("2026-11-09T08:00:00Z");

    private final String name;
    private final String seed;
    private final ObjectNode properties = JsonNodeFactory.instance.objectNode();
    private Instant end = MONDAY;
    private String user = "user-1";
    private long team = TEAM;

    private Captured(String name, String seed) {
        this.name = name;
        this.seed = seed;
    }

    /// A generation that ends `minute` minutes after Monday, 8 o'clock.
    static Captured generation(String trace, String span, int minute) {
        return new Captured(Event.GENERATION, trace + span)
                .with("$ai_trace_id", trace)
                .with("$ai_span_id", span)
                .minute(minute);
    }

    static Captured span(String trace, String span, int minute) {
        return new Captured(Event.SPAN, trace + span)
                .with("$ai_trace_id", trace)
                .with("$ai_span_id", span)
                .minute(minute);
    }

    static Captured named(String name, String trace, int minute) {
        return new Captured(name, name + trace).with("$ai_trace_id", trace).minute(minute);
    }

    /// An event that belongs to no trace.
    static Captured alone(String name, String id, int minute) {
        return new Captured(name, name + id).minute(minute);
    }

    Captured minute(int minute) {
        end = MONDAY.plusSeconds(60L * minute);
        return this;
    }

    Captured at(Instant instant) {
        end = instant;
        return this;
    }

    Captured user(String id) {
        user = id;
        return this;
    }

    Captured team(long id) {
        team = id;
        return this;
    }

    Captured session(String id) {
        return with("$ai_session_id", id);
    }

    Captured model(String model) {
        return with("$ai_model", model);
    }

    Captured with(String property, Object value) {
        properties.putPOJO(property, value);
        properties.replace(property, Json.toTree(value));
        return this;
    }

    Event event() {
        String uuid =
                UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)).toString();
        return new Event(uuid, team, name, end, user, properties.deepCopy());
    }
}
