package dev.tracemap.ingest.langfuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Draft;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.convert.Times;
import dev.tracemap.trace.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One event of a Langfuse client, which may describe its subject only in part.
final class LangfusePieces {
    /// Both ends of the work are kept, since they may come in different pieces.
    private static final String START = "langfuse.start_time";

    private static final String END = "langfuse.end_time";

    private final Origin origin;

    LangfusePieces(Origin origin) {
        this.origin = origin;
    }

    /// Empty for what is of no interest.
    ///
    /// @throws IllegalArgumentException saying what is missing
    Optional<Event> event(JsonNode piece) {
        String type = Json.text(piece, "type");
        JsonNode body = piece.path("body");
        if (type == null || !body.isObject()) {
            throw new IllegalArgumentException("an event needs \"type\" and an object as \"body\"");
        }
        return switch (type) {
            case "trace-create" -> Optional.of(trace(piece, body));
            case "score-create" -> Optional.of(score(piece, body));
            case "span-create", "span-update", "event-create" -> Optional.of(observation(piece, body, Event.SPAN));
            case "generation-create", "generation-update" -> Optional.of(observation(piece, body, Event.GENERATION));
            case "observation-create", "observation-update" ->
                Optional.of(observation(piece, body, stated(Json.text(body, "type"))));
            case "sdk-log" -> Optional.empty();
            default -> throw new IllegalArgumentException("the type '" + type + "' is not known");
        };
    }

    private static String stated(@Nullable String type) {
        return switch (type == null ? "" : type.toUpperCase(Locale.ROOT)) {
            case "GENERATION" -> Event.GENERATION;
            case "EMBEDDING" -> Event.EMBEDDING;
            default -> Event.SPAN;
        };
    }

    private Event trace(JsonNode piece, JsonNode body) {
        String id = needed(body, "id");
        Draft draft = new Draft(Event.TRACE, id)
                .put("$ai_span_name", Json.text(body, "name"))
                .put("$ai_session_id", Json.text(body, "sessionId"))
                .put("$ai_input_state", body.get("input"))
                .put("$ai_output_state", body.get("output"));
        rest(draft, body);
        return draft.build(
                origin, Draft.uuid("langfuse", id, "trace"), time(piece, body, "timestamp"), text(body, "userId"));
    }

    private Event score(JsonNode piece, JsonNode body) {
        String trace = needed(body, "traceId");
        String name = needed(body, "name");
        Draft draft = new Draft(Event.METRIC, trace)
                .put("$ai_metric_name", name)
                .put("$ai_metric_value", body.get("value"))
                .put("$ai_parent_id", Json.text(body, "observationId"))
                .put("langfuse.comment", body.get("comment"));
        String id = Json.text(body, "id");
        String uuid = id == null ? Draft.uuid("langfuse", piece.toString()) : Draft.uuid("langfuse", trace, id, name);
        return draft.build(origin, uuid, time(piece, body, "timestamp"), "");
    }

    private Event observation(JsonNode piece, JsonNode body, String kind) {
        String trace = needed(body, "traceId");
        String id = needed(body, "id");
        boolean model = !kind.equals(Event.SPAN);
        Draft draft = new Draft(kind, trace)
                .put("$ai_span_id", id)
                .put("$ai_parent_id", Json.text(body, "parentObservationId"))
                .put("$ai_span_name", Json.text(body, "name"))
                .put("$ai_model", Json.text(body, "model"))
                .put(model ? "$ai_input" : "$ai_input_state", model ? said(body) : body.get("input"))
                .put("$ai_tools", model ? offered(body) : null)
                .put(model ? "$ai_output_choices" : "$ai_output_state", body.get("output"))
                .put(START, Json.text(body, "startTime"))
                .put(END, Json.text(body, "endTime"));
        usage(draft, body);
        if ("ERROR".equals(Json.text(body, "level"))) {
            draft.error(true, body.get("statusMessage"));
        }
        rest(draft, body);
        Event event = draft.build(origin, Draft.uuid("langfuse", trace, id), time(piece, body, "startTime"), "");
        return timed(
                event.uuid(), event.teamId(), event.name(), event.timestamp(), event.distinctId(), event.properties());
    }

    /// Wrappers of model libraries give a whole request as input: messages beside tools.
    private static @Nullable JsonNode said(JsonNode body) {
        JsonNode messages = body.at("/input/messages");
        return messages.isArray() ? messages : body.get("input");
    }

    private static @Nullable JsonNode offered(JsonNode body) {
        JsonNode tools = body.at("/input/tools");
        return body.at("/input/messages").isArray() && tools.isArray() ? tools : null;
    }

    /// `usageDetails` and `costDetails`, or the older `usage` in OpenAI's words or Langfuse's.
    private static void usage(Draft draft, JsonNode body) {
        JsonNode details = body.path("usageDetails");
        JsonNode usage = details.isObject() ? details : body.path("usage");
        JsonNode cost = body.path("costDetails");
        draft.put("$ai_input_tokens", first(usage, "input", "promptTokens", "prompt_tokens"))
                .put("$ai_output_tokens", first(usage, "output", "completionTokens", "completion_tokens"))
                .put(
                        "$ai_cache_read_input_tokens",
                        first(usage, "input_cached_tokens", "cache_read_input_tokens", "input_cache_read"))
                .put("$ai_reasoning_tokens", first(usage, "output_reasoning_tokens"))
                .put("$ai_input_cost_usd", first(cost, "input"))
                .put("$ai_output_cost_usd", first(cost, "output"))
                .put("$ai_total_cost_usd", cost.has("total") ? cost.get("total") : first(usage, "totalCost"));
    }

    private static void rest(Draft draft, JsonNode body) {
        for (String field : new String[] {"metadata", "tags", "version", "release", "environment", "modelParameters"}) {
            draft.put("langfuse." + field, body.get(field));
        }
    }

    private static @Nullable JsonNode first(JsonNode object, String... fields) {
        for (String field : fields) {
            JsonNode value = object.get(field);
            if (value != null && value.isNumber()) {
                return value;
            }
        }
        return null;
    }

    private static String needed(JsonNode body, String field) {
        String value = Json.text(body, field);
        if (value == null) {
            throw new IllegalArgumentException("\"body\" needs " + field);
        }
        return value;
    }

    private static String text(JsonNode body, String field) {
        String value = Json.text(body, field);
        return value == null ? "" : value;
    }

    private Instant time(JsonNode piece, JsonNode body, String field) {
        Instant own = Times.of(body.get(field));
        Instant sent = own == null ? Times.of(piece.get("timestamp")) : own;
        return sent == null ? origin.time() : sent;
    }

    /// The event at the end of its work, as far as both ends are known.
    static Event timed(
            String uuid, long team, String name, Instant otherwise, String distinctId, ObjectNode properties) {
        Instant start = Times.of(properties.get(START));
        Instant end = Times.of(properties.get(END));
        if (start != null && end != null && !end.isBefore(start)) {
            properties.put("$ai_latency", Duration.between(start, end).toNanos() / 1e9);
        }
        return new Event(
                uuid, team, name, end != null ? end : start != null ? start : otherwise, distinctId, properties);
    }
}
