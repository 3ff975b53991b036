package dev.tracemap.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Requests and answers in the JSON of the Chat Completions API.
final class ChatBody {
    /// How a server is told to answer in JSON, from the strictest on; not every server takes the first.
    enum Strictness {
        JSON_SCHEMA,
        JSON_OBJECT,
        PLAIN
    }

    private ChatBody() {}

    /// @param outgoing goes over every text before it leaves
    static ObjectNode of(
            String model,
            ChatRequest request,
            @Nullable AnswerFormat format,
            Strictness strictness,
            UnaryOperator<String> outgoing) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", model);
        ArrayNode messages = body.putArray("messages");
        if (format != null && strictness != Strictness.JSON_SCHEMA) {
            messages.addObject()
                    .put("role", "system")
                    .put(
                            "content",
                            "Answer with one JSON object and nothing else. It fits this JSON schema: "
                                    + format.schema());
        }
        for (ChatMessage message : request.messages()) {
            messages.add(message(message, outgoing));
        }
        body.put("max_completion_tokens", request.maxOutputTokens());
        if (!request.tools().isEmpty()) {
            ArrayNode tools = body.putArray("tools");
            for (ToolSpec tool : request.tools()) {
                tools.addObject()
                        .put("type", "function")
                        .putObject("function")
                        .put("name", tool.name())
                        .put("description", tool.description())
                        .set("parameters", tool.parameters());
            }
        }
        if (format != null) {
            addFormat(body, format, strictness);
        }
        return body;
    }

    private static void addFormat(ObjectNode body, AnswerFormat format, Strictness strictness) {
        switch (strictness) {
            case JSON_SCHEMA ->
                body.putObject("response_format")
                        .put("type", "json_schema")
                        .putObject("json_schema")
                        .put("name", format.name())
                        .put("strict", true)
                        .set("schema", format.schema());
            case JSON_OBJECT -> body.putObject("response_format").put("type", "json_object");
            case PLAIN -> {}
        }
    }

    private static ObjectNode message(ChatMessage message, UnaryOperator<String> outgoing) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (message) {
            case ChatMessage.Instruction(String text) ->
                json.put("role", "system").put("content", outgoing.apply(text));
            case ChatMessage.User(String text) -> json.put("role", "user").put("content", outgoing.apply(text));
            case ChatMessage.ToolResult(String callId, String text) ->
                json.put("role", "tool").put("tool_call_id", callId).put("content", outgoing.apply(text));
            case ChatMessage.Assistant(String text, List<ToolCall> calls) -> {
                json.put("role", "assistant").put("content", outgoing.apply(text));
                for (ToolCall call : calls) {
                    json.withArray("tool_calls")
                            .addObject()
                            .put("id", call.id())
                            .put("type", "function")
                            .putObject("function")
                            .put("name", call.name())
                            .put("arguments", outgoing.apply(call.arguments()));
                }
                yield json;
            }
        };
    }

    /// @param whenUnsaid tokens, where the server does not count them
    static ChatAnswer answer(JsonNode json, TokenUse whenUnsaid) {
        JsonNode choice = json.path("choices").path(0);
        JsonNode message = choice.path("message");
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            JsonNode arguments = function.path("arguments");
            calls.add(new ToolCall(
                    call.path("id").asText("call-" + (calls.size() + 1)),
                    function.path("name").asText(""),
                    arguments.isTextual() ? arguments.textValue() : arguments.toString()));
        }
        boolean refused = message.path("refusal").isTextual();
        String finish = refused ? "refusal" : choice.path("finish_reason").asText("");
        return new ChatAnswer(text(message.path("content")), calls, finish, tokens(json.path("usage"), whenUnsaid));
    }

    static TokenUse tokens(JsonNode usage, TokenUse whenUnsaid) {
        return usage.path("prompt_tokens").isNumber()
                ? new TokenUse(
                        usage.path("prompt_tokens").longValue(),
                        usage.path("completion_tokens").asLong(0))
                : whenUnsaid;
    }

    private static String text(JsonNode content) {
        if (!content.isArray()) {
            return content.isTextual() ? content.textValue() : "";
        }
        StringBuilder text = new StringBuilder();
        content.forEach(part -> text.append(part.path("text").asText("")));
        return text.toString();
    }
}
