package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tracemap.trace.Message.Media;
import dev.tracemap.trace.Message.Part;
import dev.tracemap.trace.Message.Text;
import dev.tracemap.trace.Message.Thinking;
import dev.tracemap.trace.Message.ToolCall;
import dev.tracemap.trace.Message.ToolResult;
import dev.tracemap.trace.Message.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads tool calls and tool results of any dialect.
final class ToolBlocks {
    private static final List<String> NAMES = List.of("name", "toolName", "tool_name");
    private static final List<String> IDS =
            List.of("call_id", "toolCallId", "tool_call_id", "tool_use_id", "toolUseId", "id");
    private static final List<String> ARGUMENTS = List.of("arguments", "args", "input", "parameters", "action");
    private static final List<String> RESULTS = List.of("content", "output", "result", "response", "value", "outputs");

    private ToolBlocks() {}

    /// @return false when the type is none of a tool's
    static boolean read(String type, JsonNode block, List<Part> parts) {
        switch (type) {
            case "tool_use", "tool_call", "server_tool_use", "mcp_tool_use", "function_call", "function" ->
                call(block, parts);
            case "tool_result", "tool_call_response", "tool_response", "function_response", "function_result" ->
                result(block, parts);
            case "tool_invocation" -> both(block.path("toolInvocation"), null, parts);
            case "dynamic_tool" -> both(block, null, parts);
            default -> {
                if (type.endsWith("_call_output") || type.endsWith("_tool_result")) {
                    result(block, parts);
                } else if (type.endsWith("_call")) {
                    builtIn(type, block, parts);
                } else if (type.startsWith("tool_") && block.has("toolCallId")) {
                    both(block, block.path("type").asText().substring("tool-".length()), parts);
                } else {
                    return false;
                }
            }
        }
        return true;
    }

    /// Gemini's and Bedrock's blocks, named by their only field.
    static boolean untyped(JsonNode block, List<Part> parts) {
        for (String field : List.of("functionCall", "function_call", "toolUse")) {
            if (block.path(field).isObject()) {
                call(block.path(field), parts);
                return true;
            }
        }
        for (String field : List.of("functionResponse", "function_response", "toolResult")) {
            if (block.path(field).isObject()) {
                result(block.path(field), parts);
                return true;
            }
        }
        if (block.path("executableCode").isObject()) {
            parts.add(new ToolCall(null, "code_execution", block.path("executableCode")));
            return true;
        }
        JsonNode executed = block.path("codeExecutionResult");
        if (executed.isObject()) {
            boolean failed = !executed.path("outcome").asText("OUTCOME_OK").equals("OUTCOME_OK");
            parts.add(new ToolResult(null, "code_execution", executed.path("output"), failed));
            return true;
        }
        return false;
    }

    /// One call, in any dialect; what has no name is kept whole.
    static void call(JsonNode node, List<Part> parts) {
        JsonNode function = node.path("function").isObject() ? node.path("function") : node;
        String name = BlockReader.text(function, NAMES);
        if (name == null && node.has("toolInvocation")) {
            both(node.path("toolInvocation"), null, parts);
        } else if (name == null) {
            parts.add(new Unknown(node));
        } else if (node.has("state") && node.has("toolCallId")) {
            both(node, null, parts);
        } else {
            parts.add(new ToolCall(BlockReader.text(node, IDS), name, arguments(function)));
        }
    }

    /// What a tool answered, as one value: text where it is only text, JSON where it is JSON. Pictures in it shrink to
    /// a note on their type and size.
    static JsonNode resultContent(JsonNode content) {
        JsonNode plain = EmbeddedJson.open(content);
        if (!plain.isArray() || plain.isEmpty() || !BlockReader.areBlocks(plain)) {
            return plain;
        }
        List<Part> parts = new ArrayList<>();
        plain.forEach(block -> BlockReader.read(block, parts));
        if (parts.stream().allMatch(Text.class::isInstance)) {
            return EmbeddedJson.open(TextNode.valueOf(new Message(Message.Role.TOOL, parts).text()));
        }
        ArrayNode notes = JsonNodeFactory.instance.arrayNode();
        parts.forEach(part -> notes.add(note(part)));
        return notes;
    }

    private static JsonNode note(Part part) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return switch (part) {
            case Text text -> json.textNode(text.text());
            case Thinking thinking -> json.textNode(thinking.text());
            case Media media ->
                json.objectNode()
                        .put("kind", media.kind())
                        .put("media_type", media.mediaType())
                        .put("bytes", media.bytes());
            case ToolCall call -> json.objectNode().put("name", call.name()).set("arguments", call.arguments());
            case ToolResult result -> result.content();
            case Unknown unknown -> unknown.block();
        };
    }

    private static JsonNode arguments(JsonNode node) {
        for (String field : ARGUMENTS) {
            JsonNode value = node.path(field);
            if (!value.isMissingNode() && !value.isNull()) {
                JsonNode open = EmbeddedJson.open(value);
                boolean blank = open.isTextual() && open.textValue().isBlank();
                return blank ? JsonNodeFactory.instance.objectNode() : open;
            }
        }
        return JsonNodeFactory.instance.objectNode();
    }

    private static void result(JsonNode block, List<Part> parts) {
        JsonNode content = JsonNodeFactory.instance.textNode("");
        boolean failed = block.path("is_error").asBoolean()
                || block.path("isError").asBoolean()
                || block.path("status").asText().equals("error");
        for (String field : RESULTS) {
            if (block.has(field)) {
                content = block.path(field);
                break;
            }
        }
        // The Vercel SDK wraps an output as {type: text | json | error-text | error-json | content, value}.
        String wrapper = content.path("type").asText();
        if (content.has("value")
                && Set.of("text", "json", "content", "error-text", "error-json").contains(wrapper)) {
            failed |= wrapper.startsWith("error");
            content = content.path("value");
        }
        JsonNode value = bedrock(content);
        parts.add(new ToolResult(
                BlockReader.text(block, IDS), BlockReader.text(block, NAMES), resultContent(value), failed));
    }

    /// Bedrock lists results as `[{text} | {json}]`.
    private static JsonNode bedrock(JsonNode content) {
        if (!content.isArray() || content.size() != 1 || content.get(0).size() != 1) {
            return content;
        }
        JsonNode only = content.get(0);
        return only.has("json") ? only.path("json") : only.path("text").isTextual() ? only.path("text") : content;
    }

    /// A call together with its result, once there is one.
    private static void both(JsonNode node, @Nullable String named, List<Part> parts) {
        String name = named != null ? named : BlockReader.text(node, NAMES);
        if (name == null) {
            parts.add(new Unknown(node));
            return;
        }
        String id = BlockReader.text(node, IDS);
        parts.add(new ToolCall(id, name, arguments(node)));
        if (node.path("errorText").isTextual()) {
            parts.add(new ToolResult(id, name, node.path("errorText"), true));
        } else if (node.hasNonNull("output") || node.hasNonNull("result")) {
            JsonNode output = node.hasNonNull("output") ? node.path("output") : node.path("result");
            parts.add(new ToolResult(id, name, resultContent(output), false));
        }
    }

    /// Tools that run at the provider (`web_search_call`, `mcp_call`, …): the call and, where given, its outcome.
    private static void builtIn(String type, JsonNode block, List<Part> parts) {
        String given = BlockReader.text(block, NAMES);
        String name = given != null ? given : type.substring(0, type.length() - "_call".length());
        String id = BlockReader.text(block, IDS);
        parts.add(new ToolCall(id, name, arguments(block)));
        boolean failed =
                block.hasNonNull("error") || block.path("status").asText().equals("failed");
        JsonNode output = block.hasNonNull("error")
                ? block.path("error")
                : block.hasNonNull("output") ? block.path("output") : block.path("results");
        if (failed || !(output.isMissingNode() || output.isNull())) {
            parts.add(new ToolResult(
                    id, name, output.isMissingNode() ? TextNode.valueOf("failed") : resultContent(output), failed));
        }
    }
}
