package dev.tracemap.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.otlp.OtlpConverter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Rows of spans as an OTLP request, so that one mapping serves what was sent and what is read.
final class Spans {
    /// How the names of attributes begin that tell of models.
    static final List<String> ABOUT_MODELS = List.of(
            "gen_ai.", "llm.", "openinference.", "traceloop.", "langsmith.", "langfuse.", "ai.model.", "ai.prompt");

    private static final List<String> KINDS = List.of("INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER");

    private Spans() {}

    /// Whether one of the names in a list of texts tells of models.
    static String aboutModels(String names) {
        List<String> begins = ABOUT_MODELS.stream()
                .map(begin -> "startsWith(name, '" + begin + "')")
                .toList();
        return "arrayExists(name -> " + String.join(" OR ", begins) + ", " + names + ")";
    }

    /// @param rows with `trace_id`, `span_id`, `parent_id`, `name`, `kind`, `began` and `ended` (nanoseconds
    ///     since 1970), `failed` (`true` or `false`), `message`, `scope`, `scope_version`, `attributes`,
    ///     `resource` (objects), `events` (`[{name, timeUnixNano, attributes}]`)
    static Conversion convert(List<Map<String, String>> rows, Origin origin) {
        OtlpConverter converter = new OtlpConverter(origin);
        List<Conversion> parts = new ArrayList<>();
        for (Map<String, String> row : rows) {
            parts.add(converter.convert(request(row)));
        }
        return new Conversion(
                parts.stream().flatMap(part -> part.events().stream()).toList(),
                parts.stream().flatMap(part -> part.rejected().stream()).toList(),
                0);
    }

    private static ObjectNode request(Map<String, String> row) {
        ObjectNode span = Json.object()
                .put("traceId", text(row, "trace_id"))
                .put("spanId", text(row, "span_id"))
                .put("parentSpanId", text(row, "parent_id"))
                .put("name", text(row, "name"))
                .put("kind", kind(text(row, "kind")))
                .put("startTimeUnixNano", text(row, "began"))
                .put("endTimeUnixNano", text(row, "ended"));
        span.set("attributes", keyValues(object(row, "attributes")));
        span.set("events", events(object(row, "events")));
        ObjectNode status = span.putObject("status");
        status.put("code", text(row, "failed").equals("true") ? 2 : 0);
        if (!text(row, "message").isEmpty()) {
            status.put("message", text(row, "message"));
        }
        ObjectNode request = Json.object();
        ObjectNode resourceSpan = request.putArray("resourceSpans").addObject();
        resourceSpan.putObject("resource").set("attributes", keyValues(object(row, "resource")));
        ObjectNode scopeSpan = resourceSpan.putArray("scopeSpans").addObject();
        scopeSpan.putObject("scope").put("name", text(row, "scope")).put("version", text(row, "scope_version"));
        scopeSpan.putArray("spans").add(span);
        return request;
    }

    private static String text(Map<String, String> row, String column) {
        return row.getOrDefault(column, "");
    }

    private static JsonNode object(Map<String, String> row, String column) {
        JsonNode held = Json.container(text(row, column));
        return held == null ? Json.object() : held;
    }

    /// `Client` or `SPAN_KIND_CLIENT` as OTLP's number; 0 for what is not known.
    private static int kind(String name) {
        return KINDS.indexOf(name.toUpperCase(Locale.ROOT).replaceFirst("^SPAN_KIND_", "")) + 1;
    }

    private static ArrayNode events(JsonNode rows) {
        ArrayNode events = Json.NODES.arrayNode();
        for (JsonNode row : rows) {
            ObjectNode event = events.addObject().put("name", row.path("name").asText());
            event.put("timeUnixNano", row.path("timeUnixNano").asText());
            event.set("attributes", keyValues(Json.unwrap(row.path("attributes"))));
        }
        return events;
    }

    /// What the engine has split at the dots is put together again.
    private static ArrayNode keyValues(JsonNode object) {
        ArrayNode pairs = Json.NODES.arrayNode();
        add(pairs, "", object);
        return pairs;
    }

    private static void add(ArrayNode pairs, String before, JsonNode object) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (field.getValue().isObject()) {
                add(pairs, before + field.getKey() + ".", field.getValue());
            } else if (!field.getValue().isNull()) {
                pairs.addObject().put("key", before + field.getKey()).set("value", any(field.getValue()));
            }
        }
    }

    private static ObjectNode any(JsonNode value) {
        ObjectNode any = Json.object();
        switch (value.getNodeType()) {
            case BOOLEAN -> any.set("boolValue", value);
            case NUMBER ->
                any.set(whole(value) ? "intValue" : "doubleValue", whole(value) ? whole(value.longValue()) : value);
            case ARRAY -> {
                ArrayNode values = any.putObject("arrayValue").putArray("values");
                value.forEach(element -> values.add(any(element)));
            }
            case OBJECT, POJO -> {
                ArrayNode values = any.putObject("kvlistValue").putArray("values");
                value.properties()
                        .forEach(field ->
                                values.addObject().put("key", field.getKey()).set("value", any(field.getValue())));
            }
            case STRING, BINARY, NULL, MISSING -> any.put("stringValue", value.asText());
        }
        return any;
    }

    /// A number that came as 12.0 was a whole one.
    private static boolean whole(JsonNode number) {
        return number.isIntegralNumber()
                || (Math.rint(number.doubleValue()) == number.doubleValue() && Math.abs(number.doubleValue()) < 1e15);
    }

    private static JsonNode whole(long number) {
        return Json.NODES.numberNode(number);
    }
}
