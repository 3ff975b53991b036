package dev.tracemap.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.trace.Event;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.InstrumentationScope;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `ExportTraceServiceRequest` in protobuf: the same events as its JSON gives.
public final class OtlpProtobuf {
    private final SpanEvents spanEvents;

    public OtlpProtobuf(Origin origin) {
        this.spanEvents = new SpanEvents(origin);
    }

    /// @throws InvalidProtocolBufferException when this is no such request
    public Conversion convert(byte[] request) throws InvalidProtocolBufferException {
        List<Event> events = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        for (ResourceSpans resourceSpans :
                ExportTraceServiceRequest.parseFrom(request).getResourceSpansList()) {
            Attributes resource =
                    Attributes.of(values(resourceSpans.getResource().getAttributesList()));
            for (ScopeSpans scopeSpans : resourceSpans.getScopeSpansList()) {
                JsonNode scope = scope(scopeSpans.getScope());
                for (Span span : scopeSpans.getSpansList()) {
                    try {
                        events.addAll(spanEvents.events(span(span, resource, scope)));
                    } catch (IllegalArgumentException e) {
                        rejected.add(String.valueOf(e.getMessage()));
                    }
                }
            }
        }
        return new Conversion(events, rejected, 0);
    }

    private static OtlpSpan span(Span span, Attributes resource, JsonNode scope) {
        String traceId = id(span.getTraceId());
        String spanId = id(span.getSpanId());
        if (traceId == null || spanId == null) {
            String missing = traceId == null ? "traceId" : "spanId";
            throw new IllegalArgumentException("span '" + span.getName() + "': missing " + missing);
        }
        Instant start = time(span.getStartTimeUnixNano());
        Instant end = time(span.getEndTimeUnixNano());
        Instant last = end == null ? start : end;
        if (last == null) {
            throw new IllegalArgumentException(
                    "span '" + span.getName() + "' " + spanId + ": neither start nor end time");
        }
        String message = span.getStatus().getMessage();
        return new OtlpSpan(
                traceId,
                spanId,
                id(span.getParentSpanId()),
                span.getName(),
                span.getKindValue(),
                start,
                last,
                Attributes.of(values(span.getAttributesList())),
                notes(span.getEventsList()),
                span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR,
                message.isEmpty() ? null : message,
                resource,
                scope);
    }

    /// Zeros mean none.
    private static @Nullable String id(ByteString bytes) {
        for (int i = 0; i < bytes.size(); i++) {
            if (bytes.byteAt(i) != 0) {
                return HexFormat.of().formatHex(bytes.toByteArray());
            }
        }
        return null;
    }

    private static @Nullable Instant time(long nanos) {
        return nanos == 0 ? null : Instant.EPOCH.plusNanos(nanos);
    }

    private static JsonNode scope(InstrumentationScope scope) {
        return Json.object().put("name", scope.getName()).put("version", scope.getVersion());
    }

    /// The note's source is what OTLP/JSON would say.
    private static List<OtlpSpan.Note> notes(List<Span.Event> events) {
        List<OtlpSpan.Note> notes = new ArrayList<>(events.size());
        for (Span.Event event : events) {
            ObjectNode source = Json.object()
                    .put("timeUnixNano", Long.toUnsignedString(event.getTimeUnixNano()))
                    .put("name", event.getName());
            ArrayNode pairs = source.putArray("attributes");
            event.getAttributesList()
                    .forEach(
                            pair -> pairs.addObject().put("key", pair.getKey()).set("value", written(pair.getValue())));
            notes.add(new OtlpSpan.Note(event.getName(), Attributes.of(values(event.getAttributesList())), source));
        }
        return notes;
    }

    private static Map<String, JsonNode> values(List<KeyValue> pairs) {
        Map<String, JsonNode> values = LinkedHashMap.newLinkedHashMap(pairs.size());
        pairs.forEach(pair -> values.put(pair.getKey(), plain(pair.getValue())));
        return values;
    }

    private static JsonNode plain(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> Json.NODES.textNode(value.getStringValue());
            case BOOL_VALUE -> Json.NODES.booleanNode(value.getBoolValue());
            case INT_VALUE -> Json.NODES.numberNode(value.getIntValue());
            case DOUBLE_VALUE -> Json.NODES.numberNode(value.getDoubleValue());
            case BYTES_VALUE -> Json.NODES.textNode(base64(value));
            case ARRAY_VALUE -> {
                ArrayNode array = Json.NODES.arrayNode();
                value.getArrayValue().getValuesList().forEach(each -> array.add(plain(each)));
                yield array;
            }
            case KVLIST_VALUE -> {
                ObjectNode object = Json.object();
                object.setAll(values(value.getKvlistValue().getValuesList()));
                yield object;
            }
            default -> Json.NODES.nullNode();
        };
    }

    /// A value as OTLP/JSON writes it.
    private static ObjectNode written(AnyValue value) {
        ObjectNode written = Json.object();
        switch (value.getValueCase()) {
            case STRING_VALUE -> written.put("stringValue", value.getStringValue());
            case BOOL_VALUE -> written.put("boolValue", value.getBoolValue());
            case INT_VALUE -> written.put("intValue", Long.toString(value.getIntValue()));
            case DOUBLE_VALUE -> written.put("doubleValue", value.getDoubleValue());
            case BYTES_VALUE -> written.put("bytesValue", base64(value));
            case ARRAY_VALUE -> {
                ArrayNode array = written.putObject("arrayValue").putArray("values");
                value.getArrayValue().getValuesList().forEach(each -> array.add(written(each)));
            }
            case KVLIST_VALUE -> {
                ArrayNode pairs = written.putObject("kvlistValue").putArray("values");
                value.getKvlistValue().getValuesList().forEach(pair -> pairs.addObject()
                        .put("key", pair.getKey())
                        .set("value", written(pair.getValue())));
            }
            default -> {}
        }
        return written;
    }

    private static String base64(AnyValue value) {
        return Base64.getEncoder().encodeToString(value.getBytesValue().toByteArray());
    }
}
