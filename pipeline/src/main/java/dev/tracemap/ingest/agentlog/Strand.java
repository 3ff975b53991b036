package dev.tracemap.ingest.agentlog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Draft;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.convert.Times;
import dev.tracemap.trace.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One agent's side of a Claude Code trace: its model calls and tool calls, all below one parent.
final class Strand {
    private static final String SYNTHETIC = "<synthetic>";

    private final Origin origin;
    private final String trace;
    private final @Nullable String session;
    private final String parent;
    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private ArrayNode heard = Json.NODES.arrayNode();
    private @Nullable Instant heardAt;
    private Instant last;
    private @Nullable JsonNode lastSaid;

    Strand(Origin origin, String trace, @Nullable String session, String parent) {
        this.origin = origin;
        this.trace = trace;
        this.session = session;
        this.parent = parent;
        this.last = origin.time();
    }

    /// A model call; several lines carry its blocks, each with the same id and the same usage.
    private static final class Answer {
        private final String id;
        private final JsonNode input;
        private final ArrayNode blocks = Json.NODES.arrayNode();
        private final @Nullable Instant begin;
        private JsonNode line;
        private Instant end;

        Answer(String id, JsonNode input, @Nullable Instant begin, JsonNode line, Instant end) {
            this.id = id;
            this.input = input;
            this.begin = begin;
            this.line = line;
            this.end = end;
        }
    }

    private static final class Call {
        private final JsonNode block;
        private final Instant begin;
        private @Nullable Instant end;
        private JsonNode result = Json.NODES.missingNode();
        private boolean failed;
        private @Nullable String agent;

        Call(JsonNode block, Instant begin) {
            this.block = block;
            this.begin = begin;
        }
    }

    void run(List<JsonNode> lines) {
        for (JsonNode line : lines) {
            if (line.path("type").asText().equals("assistant")) {
                assistant(line);
            } else {
                user(line);
            }
        }
    }

    void user(JsonNode line) {
        Instant at = at(line);
        heard.add(line.path("message"));
        heardAt = at;
        for (JsonNode block : line.path("message").path("content")) {
            Call call = calls.get(block.path("tool_use_id").asText());
            if (call != null && block.path("type").asText().equals("tool_result")) {
                call.end = at;
                call.result = block.path("content");
                call.failed = block.path("is_error").asBoolean(false);
                call.agent = Json.text(line.path("toolUseResult"), "agentId");
            }
        }
    }

    Conversion assistant(JsonNode line) {
        JsonNode message = line.path("message");
        boolean failure = line.path("isApiErrorMessage").asBoolean(false);
        if (SYNTHETIC.equals(Json.text(message, "model")) && !failure) {
            return Conversion.SKIPPED;
        }
        Instant at = at(line);
        String given = Json.text(message, "id");
        String uuid = Json.text(line, "uuid");
        String id = given != null ? given : uuid != null ? uuid : Draft.uuid("claude-code", line.toString());
        Answer answer = answers.get(id);
        if (answer == null) {
            answer = new Answer(id, heard, heardAt, line, at);
            answers.put(id, answer);
            heard = Json.NODES.arrayNode();
        }
        answer.line = line;
        answer.end = at;
        add(answer, message.path("content"), at);
        // The next call may follow without any input in between.
        heardAt = at;
        return Conversion.NOTHING;
    }

    private void add(Answer answer, JsonNode content, Instant at) {
        if (content.isTextual()) {
            answer.blocks.addObject().put("type", "text").set("text", content);
            lastSaid = content;
        }
        for (JsonNode block : content) {
            answer.blocks.add(block);
            String type = block.path("type").asText();
            if (type.equals("text")) {
                lastSaid = block.path("text");
            }
            String id = Json.text(block, "id");
            if (type.equals("tool_use") && id != null) {
                calls.putIfAbsent(id, new Call(block, at));
            }
        }
    }

    boolean isSilent() {
        return answers.isEmpty();
    }

    Instant end() {
        return last;
    }

    @Nullable
    JsonNode lastSaid() {
        return lastSaid == null ? null : Json.object().put("role", "assistant").set("content", lastSaid);
    }

    /// All events of this strand and of the agents it started, which are taken from `agents`.
    List<Event> finish(Map<String, List<JsonNode>> agents) {
        List<Event> events = new ArrayList<>();
        for (Answer answer : answers.values()) {
            events.add(generation(answer));
        }
        for (Map.Entry<String, Call> entry : calls.entrySet()) {
            Call call = entry.getValue();
            events.add(tool(entry.getKey(), call));
            List<JsonNode> lines = startedBy(call, agents);
            if (lines != null) {
                Strand below = new Strand(origin, trace, session, entry.getKey());
                below.run(lines);
                events.addAll(below.finish(agents));
            }
        }
        return events;
    }

    private static @Nullable List<JsonNode> startedBy(Call call, Map<String, List<JsonNode>> agents) {
        if (call.agent != null) {
            return agents.remove(call.agent);
        }
        String prompt = Json.text(call.block.path("input"), "prompt");
        if (prompt == null) {
            return null;
        }
        for (Map.Entry<String, List<JsonNode>> agent : agents.entrySet()) {
            JsonNode first = agent.getValue().getFirst().path("message").path("content");
            if (UserLine.text(first).strip().equals(prompt.strip())) {
                return agents.remove(agent.getKey());
            }
        }
        return null;
    }

    private Event generation(Answer answer) {
        JsonNode message = answer.line.path("message");
        JsonNode usage = message.path("usage");
        String model = Json.text(message, "model");
        boolean failed = answer.line.path("isApiErrorMessage").asBoolean(false);
        ObjectNode said = Json.object().put("role", "assistant");
        said.set("content", answer.blocks);
        String uuid = Draft.uuid("claude-code", answer.id);
        return new Draft(Event.GENERATION, trace)
                .put("$ai_session_id", session)
                .put("$ai_span_id", uuid)
                .put("$ai_parent_id", parent)
                .put("$ai_span_name", "chat")
                .put("$ai_model", SYNTHETIC.equals(model) ? null : model)
                .put("$ai_provider", "anthropic")
                .put("$ai_input", answer.input)
                .put("$ai_output_choices", Json.NODES.arrayNode().add(said))
                .put("$ai_input_tokens", usage.get("input_tokens"))
                .put("$ai_output_tokens", usage.get("output_tokens"))
                .put("$ai_cache_read_input_tokens", usage.get("cache_read_input_tokens"))
                .put("$ai_cache_creation_input_tokens", usage.get("cache_creation_input_tokens"))
                .put("$ai_cache_reporting_exclusive", true)
                .put("$ai_stop_reason", Json.text(message, "stop_reason"))
                .put("$ai_http_request_id", Json.text(answer.line, "requestId"))
                .error(failed, failed ? Json.NODES.textNode(UserLine.text(answer.blocks)) : null)
                .lasted(answer.begin, answer.end)
                .build(origin, uuid, answer.end, "");
    }

    private Event tool(String id, Call call) {
        Instant end = call.end == null ? call.begin : call.end;
        JsonNode result = plain(call.result);
        Draft draft = new Draft(Event.SPAN, trace)
                .put("$ai_session_id", session)
                .put("$ai_span_id", id)
                .put("$ai_tool_call_id", id)
                .put("$ai_parent_id", parent)
                .put("$ai_span_name", call.block.path("name").asText("tool"))
                .put("$ai_input_state", call.block.get("input"))
                .put("$ai_output_state", result)
                .put("claude_code.agent_id", call.agent)
                .error(call.failed, result)
                .lasted(call.end == null ? null : call.begin, end);
        if (call.end == null) {
            draft.put("claude_code.unanswered", true);
        }
        return draft.build(origin, Draft.uuid("claude-code", trace, id), end, "");
    }

    /// Results that consist of text only become that text.
    private static JsonNode plain(JsonNode result) {
        if (!result.isArray() || result.isEmpty()) {
            return result;
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode block : result) {
            if (!block.path("type").asText().equals("text")) {
                return result;
            }
            text.append(text.isEmpty() ? "" : "\n").append(block.path("text").asText());
        }
        return Json.NODES.textNode(text.toString());
    }

    private Instant at(JsonNode line) {
        Instant at = Times.of(line.get("timestamp"));
        last = at == null ? last : at;
        return last;
    }
}
