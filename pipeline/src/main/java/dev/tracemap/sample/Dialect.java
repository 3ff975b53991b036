package dev.tracemap.sample;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// How a provider's messages and tool definitions look on the wire.
enum Dialect {
    /// `tool_calls` beside the content, and messages of the role `tool`.
    CHAT {
        @Override
        ObjectNode call(@Nullable String text, String callId, String tool, JsonNode arguments) {
            ObjectNode message = JSON.objectNode().put("role", "assistant").put("content", text);
            ObjectNode call = message.putArray("tool_calls").addObject();
            call.put("id", callId).put("type", "function");
            call.putObject("function").put("name", tool).put("arguments", arguments.toString());
            return message;
        }

        @Override
        ObjectNode result(String callId, JsonNode result, boolean failed) {
            return JSON.objectNode()
                    .put("role", "tool")
                    .put("tool_call_id", callId)
                    .put("content", failed ? result.path("error").asText() : result.toString());
        }

        @Override
        ObjectNode tool(Catalogue.Tool tool, ObjectNode schema) {
            ObjectNode definition = JSON.objectNode().put("type", "function");
            definition
                    .putObject("function")
                    .put("name", tool.name())
                    .put("description", tool.description())
                    .set("parameters", schema);
            return definition;
        }
    },
    /// Content is a list of blocks; results of tools come back in a message of the user.
    BLOCKS {
        @Override
        ObjectNode call(@Nullable String text, String callId, String tool, JsonNode arguments) {
            ObjectNode message = JSON.objectNode().put("role", "assistant");
            ArrayNode blocks = message.putArray("content");
            if (text != null) {
                blocks.addObject().put("type", "text").put("text", text);
            }
            blocks.addObject()
                    .put("type", "tool_use")
                    .put("id", callId)
                    .put("name", tool)
                    .set("input", arguments);
            return message;
        }

        @Override
        ObjectNode result(String callId, JsonNode result, boolean failed) {
            ObjectNode message = JSON.objectNode().put("role", "user");
            ObjectNode block = message.putArray("content")
                    .addObject()
                    .put("type", "tool_result")
                    .put("tool_use_id", callId);
            block.put("content", failed ? result.path("error").asText() : result.toString());
            if (failed) {
                block.put("is_error", true);
            }
            return message;
        }

        @Override
        ObjectNode tool(Catalogue.Tool tool, ObjectNode schema) {
            ObjectNode definition = JSON.objectNode().put("name", tool.name()).put("description", tool.description());
            definition.set("input_schema", schema);
            return definition;
        }
    };

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static Dialect of(Catalogue.Model model) {
        return model.provider().equals("anthropic") ? BLOCKS : CHAT;
    }

    abstract ObjectNode call(@Nullable String text, String callId, String tool, JsonNode arguments);

    abstract ObjectNode result(String callId, JsonNode result, boolean failed);

    abstract ObjectNode tool(Catalogue.Tool tool, ObjectNode schema);

    static ObjectNode message(String role, String text) {
        return JSON.objectNode().put("role", role).put("content", text);
    }

    ArrayNode tools(Collection<Catalogue.Tool> tools) {
        ArrayNode definitions = JSON.arrayNode();
        for (Catalogue.Tool tool : tools) {
            ObjectNode schema = JSON.objectNode().put("type", "object");
            ObjectNode properties = schema.putObject("properties");
            ArrayNode required = schema.putArray("required");
            for (Catalogue.Tool.Parameter parameter : tool.parameters()) {
                properties.putObject(parameter.name()).put("type", parameter.type());
                required.add(parameter.name());
            }
            definitions.add(tool(tool, schema));
        }
        return definitions;
    }
}
