package dev.tracemap.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.trace.Event;

/// Events as Langfuse keeps them.
final class ForeignObservations {
    private ForeignObservations() {}

    static ObjectNode trace(Event event) {
        ObjectNode row = Json.object()
                .put("id", event.traceId())
                .put("timestamp", ForeignTables.seconds(event.start()))
                .put("name", ForeignSpans.name(event))
                .put("user_id", event.distinctId())
                .put("project_id", "shop")
                .put("session_id", event.properties().path("$ai_session_id").asText(""));
        texts(event, row);
        return row;
    }

    static ObjectNode observation(Event event) {
        ObjectNode row = work(event)
                .put("id", event.properties().path("$ai_span_id").asText())
                .put("trace_id", event.traceId())
                .put("parent_observation_id", parent(event));
        texts(event, row);
        return row;
    }

    /// A trace has a span of its own, as when it was moved from the older tables.
    static ObjectNode span(Event event) {
        boolean trace = event.name().equals(Event.TRACE);
        String top = "t-" + event.traceId();
        String parent = parent(event);
        ObjectNode row = work(event)
                .put(
                        "span_id",
                        trace ? top : event.properties().path("$ai_span_id").asText())
                .put("trace_id", event.traceId())
                .put("parent_span_id", trace ? "" : parent.isEmpty() ? top : parent)
                .put("user_id", event.distinctId())
                .put("session_id", event.properties().path("$ai_session_id").asText(""))
                .put("trace_name", trace ? ForeignSpans.name(event) : "");
        texts(event, row);
        return row;
    }

    private static ObjectNode work(Event event) {
        JsonNode properties = event.properties();
        ObjectNode row = Json.object()
                .put("project_id", "shop")
                .put("type", event.name().equals(Event.GENERATION) ? "GENERATION" : "SPAN")
                .put("start_time", ForeignTables.seconds(event.start()))
                .put("end_time", ForeignTables.seconds(event.timestamp()))
                .put("name", ForeignSpans.name(event))
                .put("level", ForeignSpans.failed(event) ? "ERROR" : "DEFAULT")
                .put("status_message", properties.path("$ai_error").asText(""))
                .put("provided_model_name", properties.path("$ai_model").asText(""));
        if (properties.has("$ai_input_tokens")) {
            row.putObject("usage_details")
                    .put("input", properties.path("$ai_input_tokens").asLong())
                    .put("output", properties.path("$ai_output_tokens").asLong());
            row.putObject("cost_details")
                    .put("total", properties.path("$ai_total_cost_usd").asDouble());
        }
        return row;
    }

    private static String parent(Event event) {
        String parent = event.properties().path("$ai_parent_id").asText("");
        return parent.equals(event.traceId()) ? "" : parent;
    }

    private static void texts(Event event, ObjectNode row) {
        boolean model = event.name().equals(Event.GENERATION);
        put(row, "input", event.properties().path(model ? "$ai_input" : "$ai_input_state"));
        put(row, "output", event.properties().path(model ? "$ai_output_choices" : "$ai_output_state"));
    }

    private static void put(ObjectNode row, String column, JsonNode value) {
        if (!value.isMissingNode()) {
            row.put(column, value.isTextual() ? value.textValue() : value.toString());
        }
    }
}
