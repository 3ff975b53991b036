package dev.tracemap.ingest.agentlog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Converter;
import dev.tracemap.ingest.convert.Draft;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.convert.Times;
import dev.tracemap.trace.Event;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Session logs of Claude Code: one JSON object a line, of which `user` and `assistant` lines count and all others are
/// skipped.
///
/// A trace is what follows one user request; its id is the `uuid` of the request's line. Sub-agents (lines with
/// `isSidechain`) become children of the span of the tool call that started them: by the agent's id in that call's
/// result, or by its prompt. One whose call is not in the session becomes a trace of its own.
public final class ClaudeCodeConverter implements Converter {
    private static final String UNIT = "claude-code";
    private static final Set<String> CONVERSATION = Set.of("user", "assistant");

    private final Origin origin;
    private final Map<String, List<JsonNode>> agents = new LinkedHashMap<>();
    private final Map<String, String> agentOfLine = new HashMap<>();
    private @Nullable String session;
    private @Nullable Request open;

    public ClaudeCodeConverter(Origin origin) {
        this.origin = origin;
    }

    @Override
    public Conversion convert(JsonNode line) {
        if (!line.isObject()) {
            return Conversion.rejected("expected an object with \"type\" and \"message\"");
        }
        String type = Json.text(line, "type");
        if (type == null) {
            return Conversion.rejected("missing \"type\"");
        }
        if (!CONVERSATION.contains(type)) {
            return Conversion.SKIPPED;
        }
        if (!line.path("message").isObject()) {
            return Conversion.rejected(type + " line: \"message\" should be an object");
        }
        try {
            Times.of(line.get("timestamp"));
        } catch (DateTimeException e) {
            return Conversion.rejected(type + " line: timestamp " + line.get("timestamp") + " is not a time");
        }
        session = session == null ? Json.text(line, "sessionId") : session;
        return line.path("isSidechain").asBoolean(false) ? ofAgent(line) : ofSession(type, line);
    }

    private Conversion ofAgent(JsonNode line) {
        String agent = Json.text(line, "agentId");
        if (agent == null) {
            String parent = Json.text(line, "parentUuid");
            agent = parent == null ? null : agentOfLine.get(parent);
        }
        String uuid = Json.text(line, "uuid");
        if (agent == null) {
            agent = uuid == null ? "sidechain" : uuid;
        }
        if (uuid != null) {
            agentOfLine.put(uuid, agent);
        }
        agents.computeIfAbsent(agent, id -> new ArrayList<>()).add(line);
        return Conversion.NOTHING;
    }

    private Conversion ofSession(String type, JsonNode line) {
        if (type.equals("assistant")) {
            return request(line).strand.assistant(line);
        }
        UserLine user = UserLine.of(line);
        return switch (user) {
            case REQUEST, COMMAND -> {
                Conversion before = finishOpen();
                open = new Request(line, user);
                open.strand.user(line);
                yield before;
            }
            case INTERRUPTION -> {
                if (open != null) {
                    open.interrupted = true;
                }
                yield Conversion.SKIPPED;
            }
            case CONTEXT -> {
                request(line).strand.user(line);
                yield Conversion.NOTHING;
            }
            case COMMAND_OUTPUT -> Conversion.SKIPPED;
        };
    }

    /// The open request; a log that was cut at its head starts with the answer to a request we never saw.
    private Request request(JsonNode line) {
        if (open == null) {
            open = new Request(line, UserLine.CONTEXT);
        }
        return open;
    }

    @Override
    public Conversion finish() {
        List<Event> events = new ArrayList<>(finishOpen().events());
        for (String agent : List.copyOf(agents.keySet())) {
            List<JsonNode> lines = agents.remove(agent);
            if (lines != null) {
                String trace = Draft.uuid(UNIT, session == null ? origin.name() : session, agent);
                Strand strand = new Strand(origin, trace, session, trace);
                strand.run(lines);
                events.addAll(strand.finish(agents));
                events.add(summary(trace, lines.getFirst(), strand, "sub-agent", false));
            }
        }
        return Conversion.of(events);
    }

    private Conversion finishOpen() {
        Request done = open;
        open = null;
        if (done == null) {
            return Conversion.NOTHING;
        }
        // A command of the terminal's own, such as /clear, asks no model.
        if (done.kind == UserLine.COMMAND && done.strand.isSilent()) {
            return Conversion.SKIPPED;
        }
        List<Event> events = done.strand.finish(agents);
        events.add(summary(done.id, done.first, done.strand, UNIT, done.interrupted));
        return Conversion.of(events);
    }

    private Event summary(String trace, JsonNode first, Strand strand, String name, boolean interrupted) {
        Instant begin = Times.of(first.get("timestamp"));
        Instant end = strand.end();
        ObjectNode asked = Json.object().put("role", "user");
        asked.set("content", first.path("message").path("content"));
        Draft draft = new Draft(Event.TRACE, trace)
                .put("$ai_session_id", session)
                .put("$ai_span_name", name)
                .put("$ai_input_state", asked)
                .put("$ai_output_state", strand.lastSaid())
                .put("$ai_is_error", false)
                .put("claude_code.cwd", Json.text(first, "cwd"))
                .put("claude_code.version", Json.text(first, "version"))
                .put("claude_code.git_branch", Json.text(first, "gitBranch"))
                .lasted(begin, end);
        if (interrupted) {
            draft.put("claude_code.interrupted", true);
        }
        return draft.build(origin, Draft.uuid(UNIT, trace, "trace"), end, "");
    }

    /// What happens between one user request and the next.
    private final class Request {
        private final JsonNode first;
        private final UserLine kind;
        private final String id;
        private final Strand strand;
        private boolean interrupted;

        Request(JsonNode first, UserLine kind) {
            this.first = first;
            this.kind = kind;
            String uuid = Json.text(first, "uuid");
            this.id = uuid == null ? Draft.uuid(UNIT, first.toString()) : uuid;
            this.strand = new Strand(origin, id, session, id);
        }
    }
}
