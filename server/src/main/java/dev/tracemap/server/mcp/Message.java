package dev.tracemap.server.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What a client sent, as JSON-RPC 2.0 sees it.
public sealed interface Message {

    /// @param id text or whole number, given back as it came
    /// @param params empty when absent
    record Request(JsonNode id, String method, ObjectNode params) implements Message {

        /// The request's `_meta`, empty when absent.
        JsonNode meta() {
            return params.path("_meta");
        }
    }

    record Notification(String method, ObjectNode params) implements Message {}

    /// The client's answer to something we asked.
    ///
    /// @param result absent where the client answered with an error
    record Answer(@Nullable JsonNode id, @Nullable JsonNode result) implements Message {}

    /// @param id what could be read of it
    record Malformed(@Nullable JsonNode id, Failure why) implements Message {}

    /// Reads one message; bytes that are not UTF-8 or not JSON are malformed, never an exception.
    static Message parse(byte[] bytes) {
        try {
            return of(Json.MAPPER.readTree(bytes));
        } catch (JsonProcessingException e) {
            return new Malformed(null, Failure.parse(e.getOriginalMessage()));
        } catch (IOException e) {
            return new Malformed(null, Failure.parse("the message is not UTF-8"));
        }
    }

    private static Message of(JsonNode node) {
        if (node.isArray()) {
            return new Malformed(
                    null, Failure.invalid("batches are not part of the protocol; send one message a line"));
        }
        if (!node.isObject()) {
            return new Malformed(null, Failure.invalid("a message is a JSON object"));
        }
        JsonNode id = node.get("id");
        boolean usable = id != null && (id.isTextual() || id.isIntegralNumber());
        JsonNode known = usable ? id : null;
        if (!node.path("jsonrpc").asText().equals("2.0")) {
            return new Malformed(known, Failure.invalid("\"jsonrpc\": \"2.0\" is missing"));
        }
        JsonNode method = node.get("method");
        if (method == null && (node.has("result") || node.has("error"))) {
            return new Answer(id, node.get("result"));
        }
        if (method == null || !method.isTextual()) {
            return new Malformed(known, Failure.invalid("\"method\" must be a string"));
        }
        JsonNode params = node.path("params");
        if (!params.isMissingNode() && !params.isObject()) {
            return new Malformed(known, Failure.invalidParams("\"params\" must be an object"));
        }
        ObjectNode given = params instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
        if (id == null) {
            return new Notification(method.textValue(), given);
        }
        return known == null
                ? new Malformed(null, Failure.invalid("\"id\" must be a string or a whole number"))
                : new Request(known, method.textValue(), given);
    }

    /// The bytes of a message of ours, without the end of a line.
    ///
    /// Goes through a string, so that half a surrogate pair in a trace becomes '?' instead of an exception.
    static byte[] bytes(ObjectNode message) {
        try {
            return Json.MAPPER.writeValueAsString(message).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message of our own is not JSON", e);
        }
    }

    /// The one mapper of this package.
    final class Json {
        static final ObjectMapper MAPPER = new ObjectMapper();

        private Json() {}
    }
}
