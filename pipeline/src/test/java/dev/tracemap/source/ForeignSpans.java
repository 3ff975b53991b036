package dev.tracemap.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.trace.Event;
import java.time.Duration;
import java.util.Map;

/// Events as spans of OpenTelemetry, in its words for models.
final class ForeignSpans {
    private static final Map<String, String> WORDS = Map.of(
            "$ai_session_id", "session.id",
            "$ai_model", "gen_ai.request.model",
            "$ai_provider", "gen_ai.provider.name",
            "$ai_input", "gen_ai.input.messages",
            "$ai_output_choices", "gen_ai.output.messages",
            "$ai_tools", "gen_ai.tool.definitions",
            "$ai_input_tokens", "gen_ai.usage.input_tokens",
            "$ai_output_tokens", "gen_ai.usage.output_tokens",
            "$ai_input_state", "input.value",
            "$ai_output_state", "output.value");

    private ForeignSpans() {}

    static ObjectNode otel(Event event) {
        ObjectNode row = Json.object()
                .put("Timestamp", ForeignTables.seconds(event.start()))
                .put("TraceId", trace(event))
                .put("SpanId", span(event))
                .put("ParentSpanId", parent(event))
                .put("SpanName", name(event))
                .put("SpanKind", "Internal")
                .put("ServiceName", "shop")
                .put("Duration", nanos(event))
                .put("StatusCode", failed(event) ? "Error" : "Unset")
                .put("StatusMessage", event.properties().path("$ai_error").asText(""));
        row.putObject("ResourceAttributes").put("service.name", "shop");
        row.set("SpanAttributes", attributes(event));
        return row;
    }

    static ObjectNode sigNoz(Event event) {
        ObjectNode row = Json.object()
                .put("ts_bucket_start", event.start().getEpochSecond() / 1800 * 1800)
                .put("timestamp", ForeignTables.seconds(event.start()))
                .put("trace_id", trace(event))
                .put("span_id", span(event))
                .put("parent_span_id", parent(event))
                .put("name", name(event))
                .put("kind_string", "Internal")
                .put("duration_nano", nanos(event))
                .put("status_code_string", failed(event) ? "Error" : "Unset")
                .put("status_message", event.properties().path("$ai_error").asText(""));
        ObjectNode texts = row.putObject("attributes_string");
        ObjectNode numbers = row.putObject("attributes_number");
        attributes(event).properties().forEach(attribute -> {
            JsonNode value = attribute.getValue();
            (attribute.getKey().startsWith("gen_ai.usage.") ? numbers : texts)
                    .set(
                            attribute.getKey(),
                            attribute.getKey().startsWith("gen_ai.usage.")
                                    ? Json.NODES.numberNode(value.asDouble())
                                    : value);
        });
        return row;
    }

    /// All as texts, as exporters that know maps of texts only write them.
    private static ObjectNode attributes(Event event) {
        ObjectNode attributes = Json.object().put("user.id", event.distinctId());
        if (event.name().equals(Event.GENERATION)) {
            attributes.put("gen_ai.operation.name", "chat");
        }
        event.properties().properties().forEach(property -> {
            String word = WORDS.get(property.getKey());
            if (word != null) {
                JsonNode value = property.getValue();
                attributes.put(word, value.isTextual() ? value.textValue() : value.toString());
            }
        });
        return attributes;
    }

    static String trace(Event event) {
        return ForeignTables.hex(String.valueOf(event.traceId()), 32);
    }

    private static String span(Event event) {
        String id = event.properties().path("$ai_span_id").asText("");
        return ForeignTables.hex(id.isEmpty() ? String.valueOf(event.traceId()) : id, 16);
    }

    private static String parent(Event event) {
        String id = event.properties().path("$ai_parent_id").asText("");
        return id.isEmpty() ? "" : ForeignTables.hex(id, 16);
    }

    static String name(Event event) {
        return event.properties().path("$ai_span_name").asText("step");
    }

    private static long nanos(Event event) {
        return Duration.between(event.start(), event.timestamp()).toNanos();
    }

    static boolean failed(Event event) {
        return event.properties().path("$ai_is_error").asBoolean();
    }
}
