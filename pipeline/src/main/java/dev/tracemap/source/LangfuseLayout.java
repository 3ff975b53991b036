package dev.tracemap.source;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import java.util.List;
import java.util.Map;

/// Langfuse's third layout: `traces` and `observations`. Of rows with one id the latest counts, and deleted ones
/// do not.
record LangfuseLayout() implements Layout {
    static final String TRACES = "traces";
    static final String OBSERVATIONS = "observations";

    @Override
    public Map<String, List<String>> needs() {
        return Map.of(
                TRACES,
                List.of(
                        "id",
                        "timestamp",
                        "name",
                        "user_id",
                        "session_id",
                        "project_id",
                        "metadata",
                        "tags",
                        "release",
                        "version",
                        "input",
                        "output",
                        "is_deleted"),
                OBSERVATIONS,
                List.of(
                        "id",
                        "trace_id",
                        "project_id",
                        "type",
                        "parent_observation_id",
                        "start_time",
                        "end_time",
                        "name",
                        "metadata",
                        "level",
                        "status_message",
                        "version",
                        "input",
                        "output",
                        "provided_model_name",
                        "model_parameters",
                        "usage_details",
                        "cost_details",
                        "is_deleted"));
    }

    @Override
    public String ids(Where where) {
        return "SELECT DISTINCT id FROM " + where.table(TRACES) + " FINAL WHERE " + where.during("timestamp")
                + " AND is_deleted = 0";
    }

    @Override
    public List<String> rows(Where where) {
        return List.of(
                "SELECT id, " + Where.micros("timestamp") + " AS at, name, user_id, session_id, release, version,"
                        + " toJSONString(metadata) AS metadata, toJSONString(tags) AS tags, input, output FROM "
                        + where.table(TRACES) + " FINAL WHERE " + where.around("timestamp")
                        + " AND is_deleted = 0 AND id" + Where.OF_TRACES + " ORDER BY id",
                "SELECT id, trace_id, type, parent_observation_id AS parent_id, " + Where.micros("start_time")
                        + " AS began, " + Where.micros("end_time") + " AS ended, name, level, status_message, version,"
                        + " provided_model_name AS model, model_parameters, toJSONString(metadata) AS metadata,"
                        + " toJSONString(CAST(usage_details AS Map(String, Float64))) AS usage_details,"
                        + " toJSONString(CAST(cost_details AS Map(String, Float64))) AS cost_details, input, output FROM "
                        + where.table(OBSERVATIONS) + " FINAL WHERE " + where.around("start_time")
                        + " AND is_deleted = 0 AND trace_id" + Where.OF_TRACES + " ORDER BY trace_id, start_time, id");
    }

    @Override
    public Conversion convert(List<List<Map<String, String>>> rows, Origin origin) {
        ArrayNode batch = Json.NODES.arrayNode();
        for (Map<String, String> row : rows.getFirst()) {
            ObjectNode body = Json.object();
            Pieces.copy(row, body, "id", "name", "release", "version");
            Texts.put(body, "userId", row.get("user_id"));
            Texts.put(body, "sessionId", row.get("session_id"));
            Texts.put(body, "timestamp", Texts.moment(row.get("at")));
            Pieces.parse(row, body, "input", "output", "metadata", "tags");
            Pieces.add(batch, "trace-create", body);
        }
        rows.getLast().forEach(row -> Pieces.observation(batch, row));
        return Pieces.converted(batch, origin);
    }
}
