package dev.tracemap.ingest.agentlog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Draft;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.trace.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One user request in a Codex rollout, with the model and tool calls that follow it.
final class CodexRequest {
    private static final String UNIT = "codex";
    private static final Set<String> CALLS =
            Set.of("function_call", "custom_tool_call", "local_shell_call", "web_search_call", "tool_search_call");
    private static final Pattern EXIT_CODE = Pattern.compile("\\A\\s*Exit code: (-?\\d+)");

    private final Origin origin;
    private final String session;
    private final ObjectNode meta;
    private final String trace;
    private final Instant begin;
    private final List<Answer> answers = new ArrayList<>();
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private @Nullable String model;
    private ArrayNode heard = Json.NODES.arrayNode();
    private Instant heardAt;
    private Instant last;
    private @Nullable JsonNode asked;
    private @Nullable JsonNode lastSaid;
    private @Nullable Answer open;

    CodexRequest(Origin origin, ObjectNode meta, @Nullable String model, int number, Instant begin) {
        this.origin = origin;
        String id = Json.text(meta, "id", "session_id");
        this.session = id == null ? Draft.uuid(UNIT, origin.name()) : id;
        this.meta = meta;
        this.model = model;
        this.trace = Draft.uuid(UNIT, session, Integer.toString(number));
        this.begin = begin;
        this.heardAt = begin;
        this.last = begin;
    }

    private static final class Answer {
        private final ArrayNode input;
        private final ArrayNode output = Json.NODES.arrayNode();
        private final Instant begin;
        private @Nullable String model;
        private Instant end;
        private JsonNode usage = Json.NODES.missingNode();

        Answer(ArrayNode input, Instant begin) {
            this.input = input;
            this.begin = begin;
            this.end = begin;
        }
    }

    private static final class Call {
        private final ObjectNode item;
        private final Instant begin;
        private @Nullable Instant end;
        private JsonNode result = Json.NODES.missingNode();

        Call(ObjectNode item, Instant begin) {
            this.item = item;
            this.begin = begin;
        }
    }

    void model(@Nullable String named) {
        model = named;
    }

    void heard(ArrayNode items) {
        heard.addAll(items);
    }

    void asked(ObjectNode item) {
        heard.add(item);
        asked = item.path("content");
    }

    /// @return false for an item of a type that is not known
    boolean item(ObjectNode item, Instant at) {
        String type = item.path("type").asText("message");
        if (type.endsWith("_output")) {
            last = at;
            heard.add(item);
            heardAt = at;
            open = null;
            Call call = calls.get(item.path("call_id").asText());
            if (call != null) {
                call.end = at;
                call.result = item.path("output");
            }
            return true;
        }
        if (!type.equals("message") && !type.equals("reasoning") && !CALLS.contains(type)) {
            return false;
        }
        last = at;
        said(item, at);
        if (CALLS.contains(type)) {
            String id = Json.text(item, "call_id", "id");
            calls.put(id == null ? "call-" + calls.size() : id, new Call(item, at));
        } else if (type.equals("message")) {
            lastSaid = item.path("content");
        }
        return true;
    }

    private void said(ObjectNode item, Instant at) {
        if (open == null) {
            open = new Answer(heard, heardAt);
            answers.add(open);
            heard = Json.NODES.arrayNode();
        }
        open.output.add(item);
        open.end = at;
        open.model = model;
    }

    /// The count comes when the model has answered, before or after the results of the tools it asked for.
    void usage(JsonNode usage) {
        if (!answers.isEmpty()) {
            answers.getLast().usage = usage;
            open = null;
        }
    }

    List<Event> finish() {
        List<Event> events = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            events.add(generation(answers.get(i), i));
        }
        calls.forEach((id, call) -> events.add(tool(id, call)));
        ObjectNode output = Json.object().put("role", "assistant");
        Draft draft = new Draft(Event.TRACE, trace)
                .put("$ai_session_id", session)
                .put("$ai_span_name", UNIT)
                .put(
                        "$ai_input_state",
                        asked == null ? null : Json.object().put("role", "user").set("content", asked))
                .put("$ai_output_state", lastSaid == null ? null : output.set("content", lastSaid))
                .put("$ai_is_error", false)
                .put("codex.cwd", Json.text(meta, "cwd"))
                .put("codex.version", Json.text(meta, "cli_version"))
                .put("codex.originator", Json.text(meta, "originator"))
                .put("codex.git", meta.get("git"))
                .lasted(begin, last);
        events.add(draft.build(origin, Draft.uuid(UNIT, trace, "trace"), last, ""));
        return events;
    }

    private Event generation(Answer answer, int index) {
        String uuid = Draft.uuid(UNIT, trace, "generation", Integer.toString(index));
        String provider = Json.text(meta, "model_provider");
        JsonNode usage = answer.usage;
        return new Draft(Event.GENERATION, trace)
                .put("$ai_session_id", session)
                .put("$ai_span_id", uuid)
                .put("$ai_parent_id", trace)
                .put("$ai_span_name", "chat")
                .put("$ai_model", answer.model)
                .put("$ai_provider", provider == null ? "openai" : provider)
                .put("$ai_input", answer.input)
                .put("$ai_output_choices", answer.output)
                .put("$ai_input_tokens", usage.get("input_tokens"))
                .put("$ai_output_tokens", usage.get("output_tokens"))
                .put("$ai_cache_read_input_tokens", usage.get("cached_input_tokens"))
                .put("$ai_cache_creation_input_tokens", usage.get("cache_write_input_tokens"))
                .put("$ai_reasoning_tokens", usage.get("reasoning_output_tokens"))
                .put("$ai_is_error", false)
                .lasted(answer.begin, answer.end)
                .build(origin, uuid, answer.end, "");
    }

    private Event tool(String id, Call call) {
        Instant end = call.end == null ? call.begin : call.end;
        JsonNode arguments = call.item.has("arguments") ? call.item.path("arguments") : call.item.path("input");
        JsonNode input = arguments.isMissingNode() ? call.item.path("action") : Json.unwrap(arguments);
        JsonNode result = Json.unwrap(call.result);
        String type = call.item.path("type").asText();
        String name = Json.text(call.item, "name");
        return new Draft(Event.SPAN, trace)
                .put("$ai_session_id", session)
                .put("$ai_span_id", id)
                .put("$ai_tool_call_id", id)
                .put("$ai_parent_id", trace)
                .put("$ai_span_name", name == null ? type.replace("_call", "") : name)
                .put("$ai_input_state", input)
                .put("$ai_output_state", call.result)
                .error(failed(result), call.result)
                .lasted(call.end == null ? null : call.begin, end)
                .build(origin, Draft.uuid(UNIT, trace, id), end, "");
    }

    private static boolean failed(JsonNode result) {
        JsonNode exit = result.path("metadata").path("exit_code");
        if (exit.isNumber()) {
            return exit.intValue() != 0;
        }
        if (result.path("success").isBoolean()) {
            return !result.path("success").booleanValue();
        }
        Matcher printed = EXIT_CODE.matcher(result.asText());
        return printed.find() && !printed.group(1).equals("0");
    }
}
