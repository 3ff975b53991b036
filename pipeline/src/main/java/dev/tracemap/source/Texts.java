package dev.tracemap.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What columns of text hold.
final class Texts {
    private Texts() {}

    /// The JSON value that the text is, else the text itself.
    static JsonNode parsed(String text) {
        try {
            JsonNode value = Json.MAPPER.readTree(text);
            return value.isContainerNode() || value.isTextual() ? value : Json.NODES.textNode(text);
        } catch (JsonProcessingException e) {
            return Json.NODES.textNode(text);
        }
    }

    /// In ISO form, from microseconds since 1970; null without.
    static @Nullable String moment(@Nullable String micros) {
        return micros == null || micros.isEmpty()
                ? null
                : Instant.EPOCH.plus(Long.parseLong(micros), ChronoUnit.MICROS).toString();
    }

    /// Sets the field unless there is nothing to say.
    static void put(ObjectNode object, String field, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            object.put(field, text);
        }
    }
}
