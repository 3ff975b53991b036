package dev.tracemap.label;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ChatMessage;
import dev.tracemap.llm.ToolCall;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How far a labelling agent has come, after a step: enough to go on in another process.
///
/// @param of what was being labelled by whom; progress of anything else is of no use
/// @param messages the conversation so far
/// @param labels set so far
/// @param askedAgain whether the round for titles that are alike has begun
/// @param finished whether nothing is left to ask
record LabelProgress(
        String of,
        List<ChatMessage> messages,
        Map<Integer, Label> labels,
        int steps,
        long tokens,
        boolean askedAgain,
        boolean finished) {
    LabelProgress {
        messages = List.copyOf(messages);
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("of", of)
                .put("steps", steps)
                .put("tokens", tokens)
                .put("asked_again", askedAgain)
                .put("finished", finished);
        ArrayNode set = json.putArray("labels");
        labels.forEach((id, label) -> set.addObject()
                .put("cluster_id", id)
                .put("title", label.title())
                .put("description", label.description()));
        ArrayNode said = json.putArray("messages");
        messages.forEach(message -> said.add(toJson(message)));
        return json;
    }

    static LabelProgress parse(JsonNode json) {
        Map<Integer, Label> labels = new TreeMap<>();
        json.path("labels")
                .forEach(each -> labels.put(
                        each.path("cluster_id").intValue(),
                        new Label(
                                each.path("title").asText(),
                                each.path("description").asText())));
        List<ChatMessage> messages = new ArrayList<>();
        json.path("messages").forEach(each -> messages.add(message(each)));
        return new LabelProgress(
                json.path("of").asText(),
                messages,
                labels,
                json.path("steps").intValue(),
                json.path("tokens").longValue(),
                json.path("asked_again").booleanValue(),
                json.path("finished").booleanValue());
    }

    private static ObjectNode toJson(ChatMessage message) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (message) {
            case ChatMessage.Instruction(String text) -> json.put("system", text);
            case ChatMessage.User(String text) -> json.put("user", text);
            case ChatMessage.ToolResult(String callId, String text) ->
                json.put("tool", callId).put("text", text);
            case ChatMessage.Assistant(String text, List<ToolCall> calls) -> {
                ArrayNode made = json.put("assistant", text).putArray("calls");
                calls.forEach(call -> made.addObject()
                        .put("id", call.id())
                        .put("name", call.name())
                        .put("arguments", call.arguments()));
                yield json;
            }
        };
    }

    private static ChatMessage message(JsonNode json) {
        if (json.has("system")) {
            return new ChatMessage.Instruction(json.path("system").asText());
        }
        if (json.has("user")) {
            return new ChatMessage.User(json.path("user").asText());
        }
        if (json.has("tool")) {
            return new ChatMessage.ToolResult(
                    json.path("tool").asText(), json.path("text").asText());
        }
        List<ToolCall> calls = new ArrayList<>();
        json.path("calls")
                .forEach(call -> calls.add(new ToolCall(
                        call.path("id").asText(),
                        call.path("name").asText(),
                        call.path("arguments").asText())));
        return new ChatMessage.Assistant(json.path("assistant").asText(), calls);
    }
}
