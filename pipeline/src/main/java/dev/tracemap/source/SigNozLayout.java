package dev.tracemap.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// SigNoz's table of spans in its third layout.
record SigNozLayout() implements Layout {
    static final String TABLE = "distributed_signoz_index_v3";

    @Override
    public Map<String, List<String>> needs() {
        return Map.of(
                TABLE,
                List.of(
                        "ts_bucket_start",
                        "timestamp",
                        "trace_id",
                        "span_id",
                        "parent_span_id",
                        "name",
                        "kind_string",
                        "duration_nano",
                        "status_message",
                        "status_code_string",
                        "attributes_string",
                        "attributes_number",
                        "attributes_bool",
                        "resources_string",
                        "events"));
    }

    @Override
    public String ids(Where where) {
        return "SELECT DISTINCT toString(trace_id) AS id FROM " + where.table(TABLE) + " WHERE "
                + where.during("timestamp") + " AND " + Spans.aboutModels("mapKeys(attributes_string)");
    }

    @Override
    public List<String> rows(Where where) {
        return List.of("SELECT toString(trace_id) AS trace_id, span_id, parent_span_id AS parent_id, name,"
                + " kind_string AS kind, toString(toUnixTimestamp64Nano(timestamp)) AS began,"
                + " toString(toUnixTimestamp64Nano(timestamp) + toInt64(duration_nano)) AS ended,"
                + " if(endsWith(upper(status_code_string), 'ERROR'), 'true', 'false') AS failed,"
                + " status_message AS message, toJSONString(attributes_string) AS texts,"
                + " toJSONString(attributes_number) AS numbers, toJSONString(attributes_bool) AS flags,"
                + " toJSONString(resources_string) AS resource, toJSONString(events) AS happenings FROM "
                + where.table(TABLE) + " WHERE " + where.around("timestamp") + " AND trace_id" + Where.OF_TRACES
                + " ORDER BY trace_id, timestamp, span_id");
    }

    @Override
    public Conversion convert(List<List<Map<String, String>>> rows, Origin origin) {
        List<Map<String, String>> spans = new ArrayList<>();
        for (Map<String, String> row : rows.getFirst()) {
            Map<String, String> span = new HashMap<>(row);
            ObjectNode attributes = Json.object();
            for (String part : List.of("texts", "numbers", "flags")) {
                if (Json.container(row.getOrDefault(part, "")) instanceof ObjectNode some) {
                    attributes.setAll(some);
                }
            }
            span.put("attributes", attributes.toString());
            span.put("events", events(row.getOrDefault("happenings", "")).toString());
            spans.add(span);
        }
        return Spans.convert(spans, origin);
    }

    /// Each is a text that holds an object.
    private static ArrayNode events(String texts) {
        ArrayNode events = Json.NODES.arrayNode();
        JsonNode list = Json.container(texts);
        if (list != null) {
            list.forEach(text -> {
                JsonNode event = Json.unwrap(text);
                ObjectNode plain = events.addObject()
                        .put("name", event.path("name").asText())
                        .put("timeUnixNano", event.path("timeUnixNano").asText());
                plain.set("attributes", event.path("attributeMap"));
            });
        }
        return events;
    }
}
