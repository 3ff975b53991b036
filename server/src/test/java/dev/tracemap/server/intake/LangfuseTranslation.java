package dev.tracemap.server.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What a Langfuse client would have sent of work that was captured as PostHog events.
final class LangfuseTranslation {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int AT_ONCE = 50;

    private LangfuseTranslation() {}

    /// @return bodies for `/api/public/ingestion`
    static List<byte[]> bodies(List<String> events) throws Exception {
        List<byte[]> bodies = new ArrayList<>();
        for (int from = 0; from < events.size(); from += AT_ONCE) {
            ObjectNode body = JSON.createObjectNode();
            ArrayNode batch = body.putArray("batch");
            for (String event : events.subList(from, Math.min(events.size(), from + AT_ONCE))) {
                add(batch, JSON.readTree(event));
            }
            bodies.add(JSON.writeValueAsBytes(body));
        }
        return bodies;
    }

    private static void add(ArrayNode batch, JsonNode event) {
        JsonNode properties = event.path("properties");
        boolean trace = event.path("event").asText().equals("$ai_trace");
        boolean model = event.path("event").asText().equals("$ai_generation");
        ObjectNode piece = batch.addObject()
                .put("id", event.path("uuid").asText())
                .put("type", trace ? "trace-create" : model ? "generation-create" : "span-create")
                .put("timestamp", event.path("timestamp").asText());
        ObjectNode body = piece.putObject("body")
                .put("name", properties.path("$ai_span_name").asText());
        String traceId = properties.path("$ai_trace_id").asText();
        if (trace) {
            body.put("id", traceId).put("userId", event.path("distinct_id").asText());
            body.put("sessionId", properties.path("$ai_session_id").asText());
            body.set("input", properties.path("$ai_input_state"));
            body.set("output", properties.path("$ai_output_state"));
            body.put("timestamp", event.path("timestamp").asText());
            return;
        }
        body.put("id", properties.path("$ai_span_id").asText()).put("traceId", traceId);
        if (!properties.path("$ai_parent_id").asText().equals(traceId)) {
            body.put("parentObservationId", properties.path("$ai_parent_id").asText());
        }
        Instant end = Instant.parse(event.path("timestamp").asText());
        BigDecimal nanos = properties.path("$ai_latency").decimalValue().movePointRight(9);
        body.put("startTime", end.minusNanos(nanos.longValue()).toString()).put("endTime", end.toString());
        if (properties.path("$ai_is_error").asBoolean()) {
            body.put("level", "ERROR")
                    .put("statusMessage", properties.path("$ai_error").asText());
        }
        if (model) {
            generation(body, properties);
        } else {
            body.set("input", properties.path("$ai_input_state"));
            body.set("output", properties.path("$ai_output_state"));
        }
    }

    /// As Langfuse's wrapper of the OpenAI library does: messages and tools together as input, the message as output.
    private static void generation(ObjectNode body, JsonNode properties) {
        body.put("model", properties.path("$ai_model").asText());
        ObjectNode input = body.putObject("input");
        input.set("tools", properties.path("$ai_tools"));
        input.set("messages", properties.path("$ai_input"));
        body.set("output", properties.path("$ai_output_choices").path(0));
        body.putObject("usageDetails")
                .put("input", properties.path("$ai_input_tokens").asLong())
                .put("output", properties.path("$ai_output_tokens").asLong());
        body.putObject("costDetails").set("total", properties.path("$ai_total_cost_usd"));
    }
}
