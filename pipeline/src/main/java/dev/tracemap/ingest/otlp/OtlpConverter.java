package dev.tracemap.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Converter;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.trace.Event;
import java.util.ArrayList;
import java.util.List;

/// `ExportTraceServiceRequest` in OTLP/JSON. Each span becomes one event; log and metric requests, which collectors
/// write to the same file, are skipped.
public final class OtlpConverter implements Converter {
    private final SpanEvents spanEvents;

    public OtlpConverter(Origin origin) {
        this.spanEvents = new SpanEvents(origin);
    }

    @Override
    public Conversion convert(JsonNode value) {
        if (!value.isObject()) {
            return Conversion.rejected("expected an object with \"resourceSpans\"");
        }
        JsonNode resourceSpans = either(value, "resourceSpans", "resource_spans");
        if (!resourceSpans.isArray()) {
            boolean other = value.has("resourceLogs") || value.has("resourceMetrics");
            return other ? Conversion.SKIPPED : Conversion.rejected("\"resourceSpans\" should be an array");
        }
        List<Event> events = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        for (JsonNode resourceSpan : resourceSpans) {
            Attributes resource = Attributes.of(resourceSpan.path("resource").path("attributes"));
            for (JsonNode scopeSpan : either(resourceSpan, "scopeSpans", "scope_spans")) {
                for (JsonNode span : scopeSpan.path("spans")) {
                    try {
                        events.addAll(spanEvents.events(OtlpSpan.of(span, resource, scopeSpan.path("scope"))));
                    } catch (IllegalArgumentException e) {
                        rejected.add(String.valueOf(e.getMessage()));
                    }
                }
            }
        }
        return new Conversion(events, rejected, 0);
    }

    private static JsonNode either(JsonNode object, String camel, String snake) {
        return object.has(camel) ? object.path(camel) : object.path(snake);
    }
}
