package dev.tracemap.ingest.convert;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds tool calls and tool results in chat messages of the OpenAI and the Anthropic shape.
final class ToolCalls {
    private static final Pattern FAILURE = Pattern.compile("\\s*(Error|Exception|Traceback)\\b.*", Pattern.DOTALL);

    private ToolCalls() {}

    record Call(String id, String name, JsonNode arguments) {}

    record Result(String callId, @Nullable String name, JsonNode content, boolean failed) {}

    static boolean isToolRole(String role) {
        return role.equals("tool") || role.equals("function");
    }

    /// What the message asks for. A call without an id is found by its name.
    static List<Call> of(JsonNode message) {
        List<Call> calls = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            add(calls, Json.text(call, "id"), Json.text(function, "name"), function.path("arguments"));
        }
        JsonNode single = message.path("function_call");
        if (single.isObject()) {
            add(calls, null, Json.text(single, "name"), single.path("arguments"));
        }
        for (JsonNode block : message.path("content")) {
            if (block.path("type").asText().equals("tool_use")) {
                add(calls, Json.text(block, "id"), Json.text(block, "name"), block.path("input"));
            }
        }
        return calls;
    }

    private static void add(List<Call> calls, @Nullable String id, @Nullable String name, JsonNode arguments) {
        String shown = name == null ? "tool" : name;
        calls.add(new Call(id == null ? shown : id, shown, Json.unwrap(arguments)));
    }

    /// What the message answers. Chat logs rarely mark failures, so a result that begins like one counts as failed.
    static List<Result> results(JsonNode message) {
        List<Result> results = new ArrayList<>();
        if (isToolRole(message.path("role").asText())) {
            String name = Json.text(message, "name");
            String id = Json.text(message, "tool_call_id");
            JsonNode content = message.path("content");
            results.add(new Result(id != null ? id : name != null ? name : "", name, content, looksFailed(content)));
        }
        for (JsonNode block : message.path("content")) {
            if (block.path("type").asText().equals("tool_result")) {
                JsonNode content = block.path("content");
                boolean failed = block.path("is_error").asBoolean(false) || looksFailed(content);
                results.add(new Result(block.path("tool_use_id").asText(), null, content, failed));
            }
        }
        return results;
    }

    private static boolean looksFailed(JsonNode content) {
        return content.isTextual() && FAILURE.matcher(content.textValue()).matches();
    }
}
