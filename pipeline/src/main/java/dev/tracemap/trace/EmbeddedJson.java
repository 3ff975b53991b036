package dev.tracemap.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// JSON that a source has put into a string: tool arguments, tool results, whole message lists.
final class EmbeddedJson {
    private static final ObjectReader READER =
            JsonMapper.builder().build().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private EmbeddedJson() {}

    /// What the string holds if it is a JSON object or array, else the node as it came. Numbers, quoted strings and
    /// the like stay strings: `"007"` must not become 7.
    static JsonNode open(JsonNode node) {
        if (!node.isTextual()) {
            return node;
        }
        String text = node.textValue().strip();
        if (text.length() < 2 || !isBracketed(text)) {
            return node;
        }
        try {
            return READER.readTree(text);
        } catch (JsonProcessingException e) {
            return node;
        }
    }

    private static boolean isBracketed(String text) {
        char first = text.charAt(0);
        char last = text.charAt(text.length() - 1);
        return (first == '{' && last == '}') || (first == '[' && last == ']');
    }
}
