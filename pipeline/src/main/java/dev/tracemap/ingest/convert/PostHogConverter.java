package dev.tracemap.ingest.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Event;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// PostHog events: one event, an array of events, or the capture document `{batch: […]}`.
///
/// Properties are kept whole, except that JSON which came as text inside the message properties is parsed. Events that
/// are not about models (`$pageview` and the like) are skipped.
public final class PostHogConverter implements Converter {
    private static final List<String> STRUCTURED =
            List.of("$ai_input", "$ai_output_choices", "$ai_output", "$ai_tools", "$ai_input_state");
    private static final List<String> CLUSTERABLE = List.of(Event.GENERATION, Event.SPAN, Event.EMBEDDING, Event.TRACE);

    private final Origin origin;

    public PostHogConverter(Origin origin) {
        this.origin = origin;
    }

    @Override
    public Conversion convert(JsonNode value) {
        JsonNode batch = value.isObject() && value.path("batch").isArray() ? value.get("batch") : value;
        if (!batch.isArray()) {
            return one(batch, "");
        }
        List<Event> events = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        int skipped = 0;
        for (int i = 0; i < batch.size(); i++) {
            Conversion single = one(batch.get(i), "event " + (i + 1) + " of " + batch.size() + ": ");
            events.addAll(single.events());
            rejected.addAll(single.rejected());
            skipped += single.skipped();
        }
        return new Conversion(events, rejected, skipped);
    }

    private Conversion one(JsonNode source, String place) {
        if (!source.isObject()) {
            return Conversion.rejected(place + "expected an event object, found " + describe(source));
        }
        String name = Json.text(source, "event");
        if (name == null) {
            return Conversion.rejected(place + "missing the event's name in \"event\"");
        }
        if (!name.startsWith("$ai_")) {
            return Conversion.SKIPPED;
        }
        JsonNode properties = Json.unwrap(source.path("properties"));
        if (!properties.isObject()) {
            return Conversion.rejected(place + "\"properties\" should be an object, found " + describe(properties));
        }
        try {
            return event(source, name, (ObjectNode) properties, place);
        } catch (DateTimeException e) {
            return Conversion.rejected(place + "timestamp " + source.get("timestamp") + " is not a time");
        }
    }

    private Conversion event(JsonNode source, String name, ObjectNode properties, String place) {
        if (CLUSTERABLE.contains(name) && Json.text(properties, "$ai_trace_id") == null) {
            return Conversion.rejected(place + name + " without $ai_trace_id");
        }
        for (String property : STRUCTURED) {
            JsonNode value = properties.get(property);
            if (value != null && value.isTextual()) {
                properties.set(property, Json.unwrap(value));
            }
        }
        Instant time = Times.of(source.get("timestamp"));
        String user = Json.text(source, "distinct_id");
        user = user == null ? Json.text(properties, "distinct_id") : user;
        String uuid = Json.text(source, "uuid");
        Event event = new Event(
                uuid == null || uuid.isBlank() ? derived(source, name, properties) : uuid,
                origin.teamId(),
                name,
                time == null ? origin.time() : time,
                user == null ? "" : user,
                properties);
        return Conversion.of(List.of(event));
    }

    /// A span is identified by its ids; anything else by all that it says.
    private static String derived(JsonNode source, String name, ObjectNode properties) {
        String trace = Json.text(properties, "$ai_trace_id");
        String span = Json.text(properties, "$ai_span_id", "$ai_generation_id");
        return trace != null && span != null
                ? Draft.uuid("posthog", trace, span, name)
                : Draft.uuid("posthog", source.toString());
    }

    private static String describe(@Nullable JsonNode node) {
        if (node == null || node.isMissingNode()) {
            return "nothing";
        }
        String text = node.toString();
        return switch (node.getNodeType()) {
            case NUMBER -> "the number " + text;
            case STRING -> "text";
            case ARRAY -> "an array";
            case OBJECT, POJO -> "an object";
            case NULL, MISSING -> "nothing";
            case BOOLEAN, BINARY -> text;
        };
    }
}
