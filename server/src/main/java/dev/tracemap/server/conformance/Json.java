package dev.tracemap.server.conformance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.mcp.Reply;

/// Short ways to write the fixtures' JSON.
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /// @param text written in this package
    static ObjectNode of(String text) {
        try {
            return (ObjectNode) MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a fixture is not JSON: " + text, e);
        }
    }

    static ObjectNode empty() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// A tool's result that is one text.
    static Reply said(String text) {
        ObjectNode result = empty();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return new Reply.Result(result);
    }
}
