package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Message.Media;
import dev.tracemap.trace.Message.Part;
import dev.tracemap.trace.Message.Role;
import dev.tracemap.trace.Message.Text;
import dev.tracemap.trace.Message.Thinking;
import dev.tracemap.trace.Message.ToolCall;
import dev.tracemap.trace.Message.ToolResult;
import dev.tracemap.trace.Message.Unknown;
import java.util.ArrayList;
import java.util.List;

/// The parts of one message: its content, and what dialects keep in fields beside the content.
final class MessageParts {
    private static final List<String> REASONING_FIELDS = List.of("reasoning_content", "reasoning", "thinking");
    private static final List<String> CALL_FIELDS =
            List.of("tool_calls", "toolCalls", "invalid_tool_calls", "function_call", "toolInvocations");
    private static final List<String> CALL_IDS = List.of("tool_call_id", "toolCallId", "call_id", "tool_use_id");

    private MessageParts() {}

    static List<Part> read(JsonNode message, Role role) {
        List<Part> parts = new ArrayList<>();
        for (String field : REASONING_FIELDS) {
            String reasoning = message.path(field).asText();
            if (message.path(field).isTextual() && !reasoning.isEmpty()) {
                parts.add(new Thinking(reasoning));
            }
        }
        if (role == Role.TOOL) {
            result(message, parts);
        } else {
            content(message.path("content"), parts);
            content(message.path("parts"), parts);
        }
        text(message.path("refusal"), parts);
        if (message.path("audio").isObject()) {
            parts.add(MediaReader.read("audio", message.path("audio")));
        }
        for (JsonNode image : message.path("images")) {
            parts.add(MediaReader.read("image", image));
        }
        calls(message, parts);
        return parts;
    }

    private static void content(JsonNode content, List<Part> parts) {
        JsonNode inner = EmbeddedJson.open(content);
        if (content.isTextual() && inner.isArray() && BlockReader.areBlocks(inner)) {
            inner.forEach(block -> BlockReader.read(block, parts));
        } else if (content.isArray()) {
            content.forEach(block -> BlockReader.read(block, parts));
        } else if (content.isObject() && content.path("parts").isArray()) {
            content.path("parts").forEach(block -> BlockReader.read(block, parts));
        } else if (content.isObject()) {
            BlockReader.read(content, parts);
        } else {
            text(content, parts);
        }
    }

    private static void text(JsonNode node, List<Part> parts) {
        if (node.isValueNode() && !node.isNull() && !node.asText().isEmpty()) {
            parts.add(new Text(node.asText()));
        }
    }

    /// A message by a tool is one result, unless its content already consists of result blocks.
    private static void result(JsonNode message, List<Part> parts) {
        JsonNode content = message.has("parts") ? message.path("parts") : message.path("content");
        List<Part> blocks = new ArrayList<>();
        content(content, blocks);
        if (blocks.stream().anyMatch(ToolResult.class::isInstance)) {
            parts.addAll(blocks);
            return;
        }
        String name = BlockReader.text(message, List.of("name", "tool_name", "toolName"));
        boolean failed = message.path("status").asText().equals("error")
                || message.path("is_error").asBoolean();
        parts.add(new ToolResult(BlockReader.text(message, CALL_IDS), name, ToolBlocks.resultContent(content), failed));
    }

    private static void calls(JsonNode message, List<Part> parts) {
        List<Part> calls = new ArrayList<>();
        for (String field : CALL_FIELDS) {
            JsonNode value = EmbeddedJson.open(message.path(field));
            if (value.isObject()) {
                ToolBlocks.call(value, calls);
            }
            if (value.isArray()) {
                value.forEach(call -> ToolBlocks.call(call, calls));
            }
        }
        if (calls.isEmpty() && message.path("additional_kwargs").isObject()) {
            calls(message.path("additional_kwargs"), calls);
        }
        // LangChain lists a call of an Anthropic model twice: as a block of the content and in `tool_calls`.
        for (Part part : calls) {
            if (!(part instanceof ToolCall call) || parts.stream().noneMatch(other -> isSame(call, other))) {
                parts.add(part);
            }
        }
    }

    private static boolean isSame(ToolCall call, Part other) {
        return other instanceof ToolCall known && call.id() != null && call.id().equals(known.id());
    }

    /// Whether a part carries words or a call, as opposed to a remainder nobody understood.
    static boolean isUnderstood(Part part) {
        return switch (part) {
            case Text text -> true;
            case Thinking thinking -> true;
            case ToolCall call -> true;
            case ToolResult result -> true;
            case Media media -> true;
            case Unknown unknown -> false;
        };
    }
}
