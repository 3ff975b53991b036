package dev.tracemap.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.langfuse.LangfuseBatch;
import java.util.Map;

/// Langfuse's rows in the words of its ingestion, so that one mapping serves what was sent and what is read.
final class Pieces {
    private Pieces() {}

    static void add(ArrayNode batch, String type, ObjectNode body) {
        batch.addObject()
                .put("id", type + " " + body.path("id").asText())
                .put("type", type)
                .set("body", body);
    }

    static void copy(Map<String, String> row, ObjectNode body, String... columns) {
        for (String column : columns) {
            Texts.put(body, column, row.get(column));
        }
    }

    /// Columns that hold JSON, or text that is none; empty lists and objects are left out.
    static void parse(Map<String, String> row, ObjectNode body, String... columns) {
        for (String column : columns) {
            String text = row.get(column);
            if (text != null && !text.isEmpty()) {
                JsonNode value = Texts.parsed(text);
                if (!value.isContainerNode() || !value.isEmpty()) {
                    body.set(column, value);
                }
            }
        }
    }

    /// @param row with `id`, `trace_id`, `type`, `parent_id`, `began`, `ended` (microseconds since 1970), `name`,
    ///     `level`, `status_message`, `version`, `model`, `model_parameters`, `metadata`, `usage_details`,
    ///     `cost_details`, `input`, `output`
    static void observation(ArrayNode batch, Map<String, String> row) {
        ObjectNode body = Json.object();
        copy(row, body, "id", "type", "name", "level", "version", "model");
        Texts.put(body, "traceId", row.get("trace_id"));
        Texts.put(body, "parentObservationId", row.get("parent_id"));
        Texts.put(body, "statusMessage", row.get("status_message"));
        Texts.put(body, "startTime", Texts.moment(row.get("began")));
        Texts.put(body, "endTime", Texts.moment(row.get("ended")));
        parse(row, body, "input", "output", "metadata");
        rename(row, body, "model_parameters", "modelParameters");
        rename(row, body, "usage_details", "usageDetails");
        rename(row, body, "cost_details", "costDetails");
        add(batch, "observation-create", body);
    }

    private static void rename(Map<String, String> row, ObjectNode body, String column, String field) {
        JsonNode held = Json.container(row.getOrDefault(column, ""));
        if (held != null && !held.isEmpty()) {
            body.set(field, held);
        }
    }

    static Conversion converted(ArrayNode batch, Origin origin) {
        LangfuseBatch taken = LangfuseBatch.of(batch, origin);
        return new Conversion(
                taken.events(),
                taken.refused().stream()
                        .map(refusal -> refusal.id() + ": " + refusal.reason())
                        .toList(),
                0);
    }
}
