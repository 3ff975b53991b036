package dev.tracemap.ingest.convert;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// How source text is parsed: bounded in depth and length, strict except for the NaN that Python writes.
public final class Json {

    /// The longest value that is taken, in bytes.
    public static final int MAX_BYTES = 32 << 20;

    /// Deeper nesting is refused: no real message needs it, and it would exhaust the stack of whoever walks the value.
    public static final int MAX_DEPTH = 500;

    public static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    public static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_BYTES)
                            .build())
                    // Flattened attribute names are many and unique: interning them would fill the string table.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    public static ObjectNode object() {
        return NODES.objectNode();
    }

    /// The value inside a text that holds a JSON object or array, else the node itself.
    public static JsonNode unwrap(JsonNode node) {
        if (!node.isTextual()) {
            return node;
        }
        JsonNode parsed = container(node.textValue());
        return parsed == null ? node : parsed;
    }

    /// The object or array the text holds, or null when it holds none.
    public static @Nullable JsonNode container(String text) {
        int start = 0;
        while (start < text.length() && text.charAt(start) <= ' ') {
            start++;
        }
        if (start == text.length() || (text.charAt(start) != '{' && text.charAt(start) != '[')) {
            return null;
        }
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /// The first of the fields that holds non-empty text or a number.
    public static @Nullable String text(JsonNode object, String... fields) {
        for (String field : fields) {
            JsonNode value = object.get(field);
            if (value != null
                    && value.isValueNode()
                    && !value.isNull()
                    && !value.asText().isEmpty()) {
                return value.asText();
            }
        }
        return null;
    }

    /// What is wrong with a value that could not be parsed, in words for the person who owns the file.
    public static String reason(IOException problem) {
        if (problem instanceof StreamConstraintsException tooMuch) {
            return tooMuch.getOriginalMessage().contains("nesting")
                    ? "nested deeper than " + MAX_DEPTH + " levels"
                    : "too large: " + tooMuch.getOriginalMessage();
        }
        if (problem instanceof JsonEOFException cut) {
            return "cut off in the middle of a JSON value" + where(cut.getLocation());
        }
        if (problem instanceof JsonProcessingException wrong) {
            return "not JSON: " + wrong.getOriginalMessage() + where(wrong.getLocation());
        }
        return problem.getMessage() == null ? problem.toString() : problem.getMessage();
    }

    private static String where(@Nullable JsonLocation location) {
        return location == null ? "" : ", column " + location.getColumnNr();
    }
}
