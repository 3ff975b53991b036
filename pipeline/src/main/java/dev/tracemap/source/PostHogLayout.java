package dev.tracemap.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.convert.PostHogConverter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// PostHog's events.
///
/// @param apart whether they lie in `ai_events`, which keeps the long texts in columns of their own; else in
///     `events`
record PostHogLayout(boolean apart) implements Layout {
    static final String ALL = "events";
    static final String ABOUT_MODELS = "ai_events";
    private static final Map<String, String> LONG = new LinkedHashMap<>();

    static {
        LONG.put("input", "$ai_input");
        LONG.put("output", "$ai_output");
        LONG.put("output_choices", "$ai_output_choices");
        LONG.put("input_state", "$ai_input_state");
        LONG.put("output_state", "$ai_output_state");
        LONG.put("tools", "$ai_tools");
    }

    @Override
    public Map<String, List<String>> needs() {
        List<String> common = List.of("uuid", "event", "timestamp", "distinct_id", "properties", "team_id");
        return apart
                ? Map.of(
                        ABOUT_MODELS,
                        List.of(
                                "uuid",
                                "event",
                                "timestamp",
                                "distinct_id",
                                "properties",
                                "team_id",
                                "trace_id",
                                "input",
                                "output",
                                "output_choices",
                                "input_state",
                                "output_state",
                                "tools"))
                : Map.of(ALL, common);
    }

    private String table() {
        return apart ? ABOUT_MODELS : ALL;
    }

    private String trace() {
        return apart ? "trace_id" : "JSONExtractString(properties, '$ai_trace_id')";
    }

    @Override
    public String ids(Where where) {
        return "SELECT DISTINCT " + trace() + " AS id FROM " + where.table(table()) + " WHERE "
                + where.during("timestamp")
                + " AND event IN ('$ai_generation', '$ai_span', '$ai_trace', '$ai_embedding') AND id <> ''";
    }

    @Override
    public List<String> rows(Where where) {
        String more = apart ? ", " + String.join(", ", LONG.keySet()) : "";
        return List.of("SELECT toString(uuid) AS id, event, " + Where.micros("timestamp") + " AS at,"
                + " distinct_id, properties" + more + " FROM " + where.table(table()) + " WHERE "
                + where.around("timestamp") + " AND startsWith(event, '$ai_') AND " + trace() + Where.OF_TRACES
                + " ORDER BY timestamp, uuid");
    }

    @Override
    public Conversion convert(List<List<Map<String, String>>> rows, Origin origin) {
        ArrayNode batch = Json.NODES.arrayNode();
        for (Map<String, String> row : rows.getFirst()) {
            ObjectNode event = batch.addObject()
                    .put("uuid", row.get("id"))
                    .put("event", row.get("event"))
                    .put("timestamp", Texts.moment(row.get("at")))
                    .put("distinct_id", row.get("distinct_id"));
            JsonNode properties = Json.container(row.getOrDefault("properties", ""));
            ObjectNode whole = properties instanceof ObjectNode object ? object : Json.object();
            LONG.forEach((column, property) -> put(whole, property, row.get(column)));
            event.set("properties", whole);
        }
        return new PostHogConverter(origin).convert(batch);
    }

    /// The columns hold JSON: an array, an object, or a text within quotation marks.
    private static void put(ObjectNode properties, String property, @Nullable String held) {
        if (held != null && !held.isEmpty()) {
            properties.set(property, Texts.parsed(held));
        }
    }
}
