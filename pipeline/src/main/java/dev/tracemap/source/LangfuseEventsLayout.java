package dev.tracemap.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Langfuse's fourth layout: one table of spans, each with what is known of its trace.
///
/// @param full whether `events_full` is there; `events_core` cuts texts off
record LangfuseEventsLayout(boolean full) implements Layout {
    static final String FULL = "events_full";
    static final String CORE = "events_core";

    @Override
    public Map<String, List<String>> needs() {
        return Map.of(
                table(),
                List.of(
                        "project_id",
                        "trace_id",
                        "span_id",
                        "parent_span_id",
                        "start_time",
                        "end_time",
                        "name",
                        "type",
                        "version",
                        "release",
                        "trace_name",
                        "user_id",
                        "session_id",
                        "tags",
                        "level",
                        "status_message",
                        "provided_model_name",
                        "model_parameters",
                        "usage_details",
                        "cost_details",
                        "input",
                        "output",
                        "metadata_names",
                        "metadata_values",
                        "is_deleted"));
    }

    private String table() {
        return full ? FULL : CORE;
    }

    @Override
    public String ids(Where where) {
        return "SELECT DISTINCT trace_id AS id FROM " + where.table(table()) + " FINAL WHERE "
                + where.during("start_time") + " AND is_deleted = 0 AND trace_id <> ''";
    }

    @Override
    public List<String> rows(Where where) {
        return List.of("SELECT span_id AS id, trace_id, parent_span_id AS parent_id, type, "
                + Where.micros("start_time") + " AS began, " + Where.micros("end_time") + " AS ended, name, level,"
                + " status_message, version, release, trace_name, user_id, session_id, toJSONString(tags) AS tags,"
                + " provided_model_name AS model, model_parameters,"
                + " toJSONString(CAST(usage_details AS Map(String, Float64))) AS usage_details,"
                + " toJSONString(CAST(cost_details AS Map(String, Float64))) AS cost_details,"
                + " toJSONString(metadata_names) AS names, toJSONString(metadata_values) AS held, input, output FROM "
                + where.table(table()) + " FINAL WHERE " + where.around("start_time") + " AND is_deleted = 0"
                + " AND trace_id" + Where.OF_TRACES + " ORDER BY trace_id, start_time, span_id");
    }

    @Override
    public Conversion convert(List<List<Map<String, String>>> rows, Origin origin) {
        ArrayNode batch = Json.NODES.arrayNode();
        Map<String, List<Map<String, String>>> traces = new LinkedHashMap<>();
        for (Map<String, String> row : rows.getFirst()) {
            traces.computeIfAbsent(row.getOrDefault("trace_id", ""), _ -> new ArrayList<>())
                    .add(row);
        }
        traces.forEach((id, spans) -> trace(batch, id, spans));
        return Pieces.converted(batch, origin);
    }

    private static void trace(ArrayNode batch, String id, List<Map<String, String>> spans) {
        // A trace of the third layout that was moved here has a span of its own.
        String moved = "t-" + id;
        Map<String, String> root = spans.stream()
                .filter(span -> moved.equals(span.get("id")))
                .findFirst()
                .orElse(spans.getFirst());
        ObjectNode body = Json.object().put("id", id);
        Texts.put(body, "name", known(spans, "trace_name"));
        Texts.put(body, "userId", known(spans, "user_id"));
        Texts.put(body, "sessionId", known(spans, "session_id"));
        Texts.put(body, "release", known(spans, "release"));
        Texts.put(body, "timestamp", Texts.moment(root.get("began")));
        Pieces.parse(root, body, "tags");
        if (moved.equals(root.get("id"))) {
            Pieces.parse(root, body, "input", "output");
        }
        Pieces.add(batch, "trace-create", body);
        for (Map<String, String> span : spans) {
            if (!moved.equals(span.get("id"))) {
                Map<String, String> row = new HashMap<>(span);
                row.computeIfPresent("parent_id", (_, parent) -> parent.equals(moved) ? "" : parent);
                row.put("metadata", metadata(span).toString());
                Pieces.observation(batch, row);
            }
        }
    }

    private static String known(List<Map<String, String>> spans, String column) {
        return spans.stream()
                .map(span -> span.getOrDefault(column, ""))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static ObjectNode metadata(Map<String, String> span) {
        ObjectNode metadata = Json.object();
        JsonNode names = Json.container(span.getOrDefault("names", "[]"));
        JsonNode values = Json.container(span.getOrDefault("held", "[]"));
        if (names != null && values != null) {
            for (int i = 0; i < names.size(); i++) {
                metadata.put(names.get(i).asText(), values.path(i).asText());
            }
        }
        return metadata;
    }

    @Override
    public String note() {
        return full
                ? ""
                : "the table events_core keeps the first 200 characters of each text; events_full is not there";
    }
}
