package dev.tracemap.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The messages of a model call, wherever the convention puts them: as one JSON attribute, flattened into many, as
/// span events, or as a plain value. Each convention's own message dialect is kept.
final class Prompts {
    private static final String[] PLAIN_INPUT = {
        "gen_ai.prompt",
        "langfuse.observation.input",
        "traceloop.entity.input",
        "llm.prompts",
        "input.value",
        "gcp.vertex.agent.llm_request"
    };
    private static final String[] PLAIN_OUTPUT = {
        "gen_ai.completion",
        "langfuse.observation.output",
        "traceloop.entity.output",
        "output.value",
        "gcp.vertex.agent.llm_response"
    };

    private Prompts() {}

    static @Nullable ArrayNode input(OtlpSpan span) {
        Attributes attributes = span.attributes();
        JsonNode declared = attributes.take("gen_ai.input.messages");
        if (declared == null) {
            declared = noted(span, "gen_ai.input.messages");
        }
        ArrayNode messages = declared == null ? null : array(Json.unwrap(declared), "user");
        if (messages == null) {
            messages = FlattenedMessages.openInference(attributes, "llm.input_messages.");
        }
        if (messages == null) {
            messages = FlattenedMessages.indexed(attributes, "gen_ai.prompt.", "llm.prompts.");
        }
        if (messages == null) {
            JsonNode vercel = attributes.take("ai.prompt.messages", "ai.prompt");
            messages = vercel == null ? null : array(Json.unwrap(vercel), "user");
        }
        if (messages == null) {
            messages = NotedMessages.input(span.notes());
        }
        if (messages == null) {
            JsonNode plain = attributes.take(PLAIN_INPUT);
            messages = plain == null ? null : array(Json.unwrap(plain), "user");
        }
        return withInstructions(attributes.take("gen_ai.system_instructions"), span, messages);
    }

    static @Nullable ArrayNode output(OtlpSpan span) {
        Attributes attributes = span.attributes();
        JsonNode declared = attributes.take("gen_ai.output.messages");
        if (declared == null) {
            declared = noted(span, "gen_ai.output.messages");
        }
        if (declared != null) {
            return array(Json.unwrap(declared), "assistant");
        }
        ArrayNode messages = FlattenedMessages.openInference(attributes, "llm.output_messages.");
        if (messages == null) {
            messages = FlattenedMessages.indexed(attributes, "gen_ai.completion.", "llm.completions.");
        }
        if (messages == null) {
            messages = vercelAnswer(attributes);
        }
        if (messages == null) {
            messages = NotedMessages.output(span.notes());
        }
        if (messages == null) {
            JsonNode plain = attributes.take(PLAIN_OUTPUT);
            messages = plain == null ? null : array(Json.unwrap(plain), "assistant");
        }
        return messages;
    }

    static @Nullable JsonNode tools(Attributes attributes) {
        JsonNode declared = attributes.take("gen_ai.tool.definitions", "llm.tools", "ai.prompt.tools");
        if (declared != null) {
            return unwrapEach(Json.unwrap(declared));
        }
        ArrayNode schemas = attributes.takeList("llm.tools.");
        if (schemas != null) {
            ArrayNode tools = Json.NODES.arrayNode();
            schemas.forEach(schema -> tools.add(Json.unwrap(schema.path("tool").path("json_schema"))));
            return tools;
        }
        ArrayNode functions = attributes.takeList("llm.request.functions.");
        if (functions != null) {
            functions.forEach(function -> {
                JsonNode parameters = function.path("parameters");
                ((ObjectNode) function).set("parameters", Json.unwrap(parameters));
            });
        }
        return functions;
    }

    /// A span event that is a message, and so needs not be kept as an event.
    static boolean isMessage(OtlpSpan.Note note) {
        return NotedMessages.isMessage(note);
    }

    /// Newer instrumentations put the same attributes on a single span event.
    private static @Nullable JsonNode noted(OtlpSpan span, String key) {
        for (OtlpSpan.Note note : span.notes()) {
            JsonNode value = note.attributes().take(key);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    private static @Nullable ArrayNode withInstructions(
            @Nullable JsonNode given, OtlpSpan span, @Nullable ArrayNode messages) {
        JsonNode instructions = given == null ? noted(span, "gen_ai.system_instructions") : given;
        if (instructions == null) {
            return messages;
        }
        JsonNode content = Json.unwrap(instructions);
        ObjectNode system = Json.object().put("role", "system");
        system.set(content.isArray() ? "parts" : "content", content);
        ArrayNode whole = Json.NODES.arrayNode().add(system);
        return messages == null ? whole : whole.addAll(messages);
    }

    private static @Nullable ArrayNode vercelAnswer(Attributes attributes) {
        JsonNode text = attributes.take("ai.response.text", "ai.response.object", "ai.result.text", "ai.result.object");
        JsonNode calls = attributes.take("ai.response.toolCalls", "ai.result.toolCalls");
        JsonNode reasoning = attributes.take("ai.response.reasoning");
        if (text == null && calls == null && reasoning == null) {
            return null;
        }
        ArrayNode content = Json.NODES.arrayNode();
        if (reasoning != null) {
            content.addObject().put("type", "reasoning").set("text", reasoning);
        }
        if (text != null) {
            content.addObject().put("type", "text").put("text", text.isTextual() ? text.textValue() : text.toString());
        }
        for (JsonNode call : calls == null ? List.<JsonNode>of() : Json.unwrap(calls)) {
            JsonNode arguments = call.has("input") ? call.path("input") : call.path("args");
            ObjectNode block = content.addObject().put("type", "tool-call");
            block.set("toolCallId", call.path("toolCallId"));
            block.set("toolName", call.path("toolName"));
            block.set("input", Json.unwrap(arguments));
        }
        ArrayNode answer = Json.NODES.arrayNode();
        answer.addObject().put("role", "assistant").set("content", content);
        return answer;
    }

    /// Whatever was recorded as prompt or answer, as a list of messages.
    private static ArrayNode array(JsonNode recorded, String role) {
        if (recorded instanceof ArrayNode list) {
            if (isMessages(list)) {
                return list;
            }
            ArrayNode messages = Json.NODES.arrayNode();
            list.forEach(element -> messages.add(isMessage(element) ? element : spoken(role, element)));
            return messages;
        }
        if (!recorded.isObject()) {
            return Json.NODES.arrayNode().add(spoken(role, recorded));
        }
        if (isMessage(recorded)) {
            return Json.NODES.arrayNode().add(recorded);
        }
        if (recorded.path("messages") instanceof ArrayNode messages) {
            return withSystem(recorded.path("system"), array(messages, role));
        }
        if (recorded.path("choices") instanceof ArrayNode choices) {
            ArrayNode messages = Json.NODES.arrayNode();
            choices.forEach(choice -> messages.add(choice.has("message") ? choice.path("message") : choice));
            return messages;
        }
        JsonNode content = recorded.has("contents") ? recorded.path("contents") : recorded.path("content");
        if (isMessage(content) || (content.isArray() && isMessages((ArrayNode) content))) {
            return array(content, role);
        }
        if (recorded.has("prompt")) {
            return withSystem(recorded.path("system"), array(recorded.path("prompt"), role));
        }
        return Json.NODES.arrayNode().add(spoken(role, content.isMissingNode() ? recorded : content));
    }

    private static ArrayNode withSystem(JsonNode system, ArrayNode messages) {
        return system.isMissingNode()
                        || system.isNull()
                        || (system.isValueNode() && system.asText().isEmpty())
                ? messages
                : Json.NODES.arrayNode().add(spoken("system", system)).addAll(messages);
    }

    private static boolean isMessages(ArrayNode list) {
        for (JsonNode element : list) {
            if (!isMessage(element)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMessage(JsonNode element) {
        return element.isObject() && (element.has("role") || (element.has("type") && !element.has("text")));
    }

    private static ObjectNode spoken(String role, JsonNode content) {
        ObjectNode message = Json.object().put("role", role);
        boolean readable = content.isTextual() || content.isArray();
        message.set("content", readable ? content : Json.NODES.textNode(content.toString()));
        return message;
    }

    private static JsonNode unwrapEach(JsonNode tools) {
        if (!tools.isArray()) {
            return tools;
        }
        ArrayNode unwrapped = Json.NODES.arrayNode();
        tools.forEach(tool -> unwrapped.add(Json.unwrap(tool)));
        return unwrapped;
    }
}
