package dev.tracemap.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Messages recorded as span events: `gen_ai.user.message` and its kin, `gen_ai.choice`, and the older
/// `gen_ai.content.prompt` and `gen_ai.content.completion`.
final class NotedMessages {
    private static final Map<String, String> ROLES = Map.of(
            "gen_ai.system.message", "system",
            "gen_ai.user.message", "user",
            "gen_ai.assistant.message", "assistant",
            "gen_ai.tool.message", "tool");
    private static final String CHOICE = "gen_ai.choice";
    private static final String PROMPT = "gen_ai.content.prompt";
    private static final String COMPLETION = "gen_ai.content.completion";
    private static final String DETAILS = "gen_ai.client.inference.operation.details";

    private NotedMessages() {}

    static boolean isMessage(OtlpSpan.Note note) {
        String name = note.name();
        return ROLES.containsKey(name)
                || name.equals(CHOICE)
                || name.equals(PROMPT)
                || name.equals(COMPLETION)
                || (name.equals(DETAILS) && note.attributes().left().isEmpty());
    }

    static @Nullable ArrayNode input(List<OtlpSpan.Note> notes) {
        ArrayNode messages = Json.NODES.arrayNode();
        for (OtlpSpan.Note note : notes) {
            String role = ROLES.get(note.name());
            if (role != null) {
                messages.add(message(note, role));
            } else if (note.name().equals(PROMPT)) {
                addContent(messages, note, "gen_ai.prompt", "user");
            }
        }
        return messages.isEmpty() ? null : messages;
    }

    static @Nullable ArrayNode output(List<OtlpSpan.Note> notes) {
        ArrayNode messages = Json.NODES.arrayNode();
        for (OtlpSpan.Note note : notes) {
            if (note.name().equals(CHOICE)) {
                messages.add(choice(note));
            } else if (note.name().equals(COMPLETION)) {
                addContent(messages, note, "gen_ai.completion", "assistant");
            }
        }
        return messages.isEmpty() ? null : messages;
    }

    private static ObjectNode message(OtlpSpan.Note note, String role) {
        ObjectNode message = Json.object().put("role", role);
        message.setAll(body(note));
        if (message.has("id") && role.equals("tool")) {
            message.set("tool_call_id", message.remove("id"));
        }
        return message;
    }

    private static ObjectNode choice(OtlpSpan.Note note) {
        ObjectNode body = body(note);
        ObjectNode message = Json.object().put("role", "assistant");
        JsonNode inner = body.remove("message");
        JsonNode said = inner == null ? null : Json.unwrap(inner);
        if (said instanceof ObjectNode object) {
            message.setAll(object);
        } else if (said != null) {
            message.set("content", said);
        }
        message.setAll(body);
        return message;
    }

    /// The event's fields, which are either its attributes or JSON in a single one.
    private static ObjectNode body(OtlpSpan.Note note) {
        JsonNode packed = note.attributes().take("gen_ai.event.content", "event_body", "body");
        ObjectNode body = Json.object();
        if (packed != null) {
            JsonNode inner = Json.unwrap(packed);
            if (inner instanceof ObjectNode object) {
                body.setAll(object);
            } else {
                body.set("content", inner);
            }
        }
        note.attributes().left().forEach((key, value) -> {
            if (!key.startsWith("gen_ai.") && !key.startsWith("event.")) {
                body.set(key, key.equals("tool_calls") ? Json.unwrap(value) : value);
            }
        });
        return body;
    }

    private static void addContent(ArrayNode messages, OtlpSpan.Note note, String key, String role) {
        JsonNode recorded = note.attributes().take(key);
        JsonNode inner = recorded == null ? Json.NODES.missingNode() : Json.unwrap(recorded);
        if (inner.isArray()) {
            inner.forEach(messages::add);
        } else if (inner.isObject() && inner.has("role")) {
            messages.add(inner);
        } else if (!inner.isMissingNode()) {
            messages.addObject().put("role", role).set("content", inner);
        }
    }
}
