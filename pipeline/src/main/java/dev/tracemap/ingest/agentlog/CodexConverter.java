package dev.tracemap.ingest.agentlog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Converter;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.convert.Times;
import dev.tracemap.trace.Event;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Rollouts of the Codex command line: `{timestamp, type, payload}` a line, where `type` is `session_meta`,
/// `turn_context`, `response_item`, `event_msg` or `compacted`.
///
/// What the model heard and said is in the `response_item`s, in the shape of OpenAI's Responses API; of the
/// `event_msg`s only `token_count` is needed, the others say the same again. A trace is what follows one user message;
/// its id is derived from the session's id and the number of the request.
public final class CodexConverter implements Converter {
    private static final Set<String> TYPES =
            Set.of("session_meta", "turn_context", "response_item", "event_msg", "compacted");

    private final Origin origin;
    private ObjectNode meta = Json.object();
    private @Nullable String model;
    private ArrayNode preamble = Json.NODES.arrayNode();
    private int requests;
    private @Nullable CodexRequest open;
    private JsonNode totals = Json.NODES.missingNode();

    public CodexConverter(Origin origin) {
        this.origin = origin;
    }

    @Override
    public Conversion convert(JsonNode line) {
        String type = line.isObject() ? Json.text(line, "type") : null;
        if (type == null) {
            return Conversion.rejected("expected an object with \"type\" and \"payload\"");
        }
        if (!TYPES.contains(type)) {
            return Conversion.SKIPPED;
        }
        if (!(line.path("payload") instanceof ObjectNode payload)) {
            return Conversion.rejected(type + " line: \"payload\" should be an object");
        }
        try {
            Instant at = Times.of(line.get("timestamp"));
            return line(type, payload, at == null ? origin.time() : at);
        } catch (DateTimeException e) {
            return Conversion.rejected(type + " line: timestamp " + line.get("timestamp") + " is not a time");
        }
    }

    private Conversion line(String type, ObjectNode payload, Instant at) {
        return switch (type) {
            case "session_meta" -> {
                // A resumed session repeats its head.
                meta = meta.isEmpty() ? payload : meta;
                yield Conversion.NOTHING;
            }
            case "turn_context" -> {
                String named = Json.text(payload, "model");
                model = named == null ? model : named;
                if (open != null) {
                    open.model(model);
                }
                yield Conversion.NOTHING;
            }
            case "compacted" -> {
                preamble.addObject().put("role", "system").set("content", payload.path("message"));
                yield Conversion.NOTHING;
            }
            case "response_item" -> item(payload, at);
            case "event_msg" -> event(payload);
            default -> Conversion.SKIPPED;
        };
    }

    private Conversion item(ObjectNode item, Instant at) {
        boolean message = item.path("type").asText("message").equals("message");
        String role = item.path("role").asText();
        if (!message || role.equals("assistant")) {
            return request(at).item(item, at) ? Conversion.NOTHING : Conversion.SKIPPED;
        }
        if (!role.equals("user") || isContext(item)) {
            preamble.add(item);
            return Conversion.NOTHING;
        }
        Conversion before = finish();
        request(at).asked(item);
        return before;
    }

    /// The client sends its environment and the project's instructions as messages of the user.
    private static boolean isContext(JsonNode item) {
        for (JsonNode part : item.path("content")) {
            String text = part.path("text").asText().stripLeading();
            if (!text.isEmpty()) {
                return text.startsWith("<") || text.startsWith("# AGENTS.md instructions");
            }
        }
        return false;
    }

    private Conversion event(ObjectNode payload) {
        JsonNode info = payload.path("info");
        if (open == null || !payload.path("type").asText().equals("token_count") || !info.isObject()) {
            return Conversion.SKIPPED;
        }
        // The count is sent again whenever the rate limits change.
        JsonNode total = info.path("total_token_usage");
        if (total.isObject() && total.equals(totals)) {
            return Conversion.SKIPPED;
        }
        JsonNode last = info.path("last_token_usage");
        open.usage(last.isObject() && !last.isEmpty() ? last : difference(total, totals));
        totals = total;
        return Conversion.NOTHING;
    }

    private static JsonNode difference(JsonNode total, JsonNode before) {
        ObjectNode difference = Json.object();
        total.properties()
                .forEach(field -> difference.put(
                        field.getKey(),
                        field.getValue().asLong() - before.path(field.getKey()).asLong(0)));
        return difference;
    }

    private CodexRequest request(Instant at) {
        if (open == null) {
            open = new CodexRequest(origin, meta, model, ++requests, at);
            open.heard(preamble);
            preamble = Json.NODES.arrayNode();
        }
        return open;
    }

    @Override
    public Conversion finish() {
        CodexRequest done = open;
        open = null;
        return Conversion.of(done == null ? List.<Event>of() : done.finish());
    }
}
