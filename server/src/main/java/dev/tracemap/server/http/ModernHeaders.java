package dev.tracemap.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tracemap.server.mcp.Failure;
import dev.tracemap.server.mcp.Message;
import dev.tracemap.server.mcp.Protocol;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Headers of revision 2026-07-28 that repeat what stands in the body, for whoever routes requests without reading
/// them. One that says something else than the body is refused, because somebody on the way may have trusted it.
final class ModernHeaders {
    private static final Map<String, String> NAMED = Map.of(
            "tools/call", "name",
            "prompts/get", "name",
            "resources/read", "uri",
            "tasks/get", "taskId",
            "tasks/update", "taskId",
            "tasks/cancel", "taskId");
    private static final String PREFIX = "=?base64?";
    private static final String SUFFIX = "?=";

    private ModernHeaders() {}

    /// @param header by name
    /// @param tools as they are listed
    static Optional<Failure> objection(
            Message.Request request, Function<String, Optional<String>> header, Supplier<ArrayNode> tools) {
        Optional<Failure> version = version(request, header);
        if (version.isPresent()) {
            return version;
        }
        Optional<Failure> surroundings = Protocol.objection(request);
        if (surroundings.isPresent()) {
            return surroundings;
        }
        String mismatch = mismatch("Mcp-Method", request.method(), header.apply("Mcp-Method"));
        String field = NAMED.get(request.method());
        if (mismatch.isEmpty() && field != null) {
            JsonNode named = request.params().path(field);
            if (named.isTextual()) {
                mismatch = mismatch("Mcp-Name", named.textValue(), header.apply("Mcp-Name"));
            }
        }
        if (mismatch.isEmpty() && request.method().equals("tools/call")) {
            mismatch = ofParameters(request, header, tools.get());
        }
        return mismatch.isEmpty() ? Optional.empty() : Optional.of(Failure.headerMismatch(mismatch));
    }

    private static Optional<Failure> version(Message.Request request, Function<String, Optional<String>> header) {
        JsonNode version = Protocol.version(request);
        if (!version.isTextual()) {
            return Optional.empty();
        }
        String mismatch = mismatch("MCP-Protocol-Version", version.textValue(), header.apply("MCP-Protocol-Version"));
        return mismatch.isEmpty() ? Optional.empty() : Optional.of(Failure.headerMismatch(mismatch));
    }

    /// Parameters that a tool's schema marks with `x-mcp-header`.
    private static String ofParameters(
            Message.Request request, Function<String, Optional<String>> header, ArrayNode tools) {
        JsonNode arguments = request.params().path("arguments");
        for (JsonNode tool : tools) {
            if (!tool.path("name").equals(request.params().path("name"))) {
                continue;
            }
            for (Map.Entry<String, JsonNode> property :
                    tool.path("inputSchema").path("properties").properties()) {
                String mismatch = ofParameter(property.getValue(), arguments.get(property.getKey()), header);
                if (!mismatch.isEmpty()) {
                    return mismatch;
                }
            }
        }
        return "";
    }

    private static String ofParameter(JsonNode schema, JsonNode value, Function<String, Optional<String>> header) {
        if (!schema.has("x-mcp-header") || value == null || value.isNull()) {
            return "";
        }
        String name = "Mcp-Param-" + schema.get("x-mcp-header").asText();
        return mismatch(name, value.asText(), header.apply(name));
    }

    /// Empty where both say the same.
    private static String mismatch(String name, String body, Optional<String> header) {
        if (header.isEmpty()) {
            return "the header " + name + " is missing";
        }
        Optional<String> said = decoded(header.get().strip());
        if (said.isEmpty()) {
            return "the header " + name + " is not valid Base64";
        }
        return said.get().equals(body) ? "" : "the header " + name + " and the body differ";
    }

    private static Optional<String> decoded(String value) {
        if (!value.startsWith(PREFIX)
                || !value.endsWith(SUFFIX)
                || value.length() < PREFIX.length() + SUFFIX.length()) {
            return Optional.of(value);
        }
        String encoded = value.substring(PREFIX.length(), value.length() - SUFFIX.length());
        try {
            return encoded.length() % 4 == 0
                    ? Optional.of(new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
