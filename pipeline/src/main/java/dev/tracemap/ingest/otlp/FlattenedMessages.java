package dev.tracemap.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Json;
import org.jspecify.annotations.Nullable;

/// Messages spelled out over many attributes, put together in the shape of OpenAI's chat messages.
final class FlattenedMessages {
    private FlattenedMessages() {}

    /// OpenInference: `llm.input_messages.0.message.role`, `….message.contents.0.message_content.text`,
    /// `….message.tool_calls.0.tool_call.function.name`.
    static @Nullable ArrayNode openInference(Attributes attributes, String prefix) {
        ArrayNode list = attributes.takeList(prefix);
        if (list == null) {
            return null;
        }
        ArrayNode messages = Json.NODES.arrayNode();
        for (JsonNode element : list) {
            JsonNode source = element.path("message");
            ObjectNode message = Json.object().put("role", source.path("role").asText("user"));
            copy(source, "name", message, "name");
            copy(source, "content", message, "content");
            if (source.has("contents")) {
                ArrayNode content = message.putArray("content");
                Attributes.list(source.get("contents"))
                        .forEach(part -> content.add(part(part.path("message_content"))));
            }
            copy(source, "tool_call_id", message, "tool_call_id");
            if (source.has("function_call_name")) {
                message.putObject("function_call")
                        .<ObjectNode>set("name", source.get("function_call_name"))
                        .set("arguments", source.path("function_call_arguments_json"));
            }
            for (JsonNode call : Attributes.list(source.path("tool_calls"))) {
                JsonNode function = call.path("tool_call").path("function");
                addCall(message, call.path("tool_call").get("id"), function.path("name"), function.path("arguments"));
            }
            messages.add(message);
        }
        return messages;
    }

    private static JsonNode part(JsonNode part) {
        if (part.path("type").asText().equals("image")) {
            ObjectNode image = Json.object().put("type", "image_url");
            image.putObject("image_url")
                    .set("url", part.path("image").path("image").path("url"));
            return image;
        }
        return part;
    }

    /// The older GenAI attributes: `gen_ai.prompt.0.role`, `….content`, `….tool_calls.0.name`.
    static @Nullable ArrayNode indexed(Attributes attributes, String... prefixes) {
        for (String prefix : prefixes) {
            ArrayNode list = attributes.takeList(prefix);
            if (list != null) {
                return indexed(list, prefix.contains("completion") ? "assistant" : "user");
            }
        }
        return null;
    }

    private static ArrayNode indexed(ArrayNode list, String speaker) {
        ArrayNode messages = Json.NODES.arrayNode();
        for (JsonNode source : list) {
            // LangSmith and others put one more level between.
            JsonNode inner = source.path("message").isObject() ? source.path("message") : source;
            ObjectNode message = Json.object().put("role", inner.path("role").asText(speaker));
            if (inner.has("content")) {
                content(message, inner.get("content"));
            }
            copy(inner, "name", message, "name");
            copy(inner, "tool_call_id", message, "tool_call_id");
            copy(inner, "finish_reason", message, "finish_reason");
            for (JsonNode call : Attributes.list(inner.path("tool_calls"))) {
                JsonNode function = call.path("function").isObject() ? call.path("function") : call;
                addCall(message, call.get("id"), function.path("name"), function.path("arguments"));
            }
            messages.add(message);
        }
        return messages;
    }

    /// Content blocks come as JSON text, and so do the tool calls of some frameworks, in the content of whatever role;
    /// a prompt that merely happens to be JSON stays text.
    private static void content(ObjectNode message, JsonNode content) {
        JsonNode inner = Json.unwrap(content);
        boolean listed = inner.isArray() && !inner.isEmpty();
        if (listed && inner.get(0).path("function").has("name")) {
            message.put("role", "assistant");
            for (JsonNode call : inner) {
                JsonNode function = call.path("function");
                addCall(message, call.get("id"), function.path("name"), function.path("arguments"));
            }
        } else {
            message.set("content", listed && inner.get(0).has("type") ? inner : content);
        }
    }

    private static void addCall(ObjectNode message, @Nullable JsonNode id, JsonNode name, JsonNode arguments) {
        if (!message.has("content")) {
            message.putNull("content");
        }
        ObjectNode call = message.withArray("tool_calls").addObject();
        if (id != null) {
            call.set("id", id);
        }
        ObjectNode function = call.put("type", "function").putObject("function");
        function.set("name", name.isMissingNode() ? Json.NODES.textNode("tool") : name);
        function.set("arguments", arguments.isMissingNode() ? Json.NODES.textNode("{}") : arguments);
    }

    private static void copy(JsonNode from, String key, ObjectNode to, String as) {
        JsonNode value = from.get(key);
        if (value != null && !value.isNull()) {
            to.set(as, value);
        }
    }
}
