package dev.tracemap.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.ingest.convert.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One span, apart from the encoding it came in.
///
/// @param start absent when the source says nothing
/// @param attributes the span's own; mapping takes what it understands
/// @param resource attributes of the process that sent it; never taken from
record OtlpSpan(
        String traceId,
        String spanId,
        @Nullable String parentId,
        String name,
        int kind,
        @Nullable Instant start,
        Instant end,
        Attributes attributes,
        List<Note> notes,
        boolean failed,
        @Nullable String statusMessage,
        Attributes resource,
        JsonNode scope) {

    /// A span event: something that happened at a moment inside the span.
    record Note(String name, Attributes attributes, JsonNode source) {}

    /// @throws IllegalArgumentException saying which id or time is missing
    static OtlpSpan of(JsonNode span, Attributes resource, JsonNode scope) {
        String name = span.path("name").asText();
        String traceId = id(span, "traceId", "trace_id", 16);
        String spanId = id(span, "spanId", "span_id", 8);
        if (traceId == null || spanId == null) {
            String missing = traceId == null ? "traceId" : "spanId";
            throw new IllegalArgumentException("span '" + name + "': missing " + missing);
        }
        Instant start = time(span, "startTimeUnixNano", "start_time_unix_nano");
        Instant end = time(span, "endTimeUnixNano", "end_time_unix_nano");
        Instant last = end == null ? start : end;
        if (last == null) {
            throw new IllegalArgumentException("span '" + name + "' " + spanId + ": neither start nor end time");
        }
        JsonNode status = span.path("status");
        String code = status.path("code").asText();
        return new OtlpSpan(
                traceId,
                spanId,
                id(span, "parentSpanId", "parent_span_id", 8),
                name,
                span.path("kind").asInt(0),
                start,
                last,
                Attributes.of(span.path("attributes")),
                notes(span.path("events")),
                code.equals("2") || code.equals("STATUS_CODE_ERROR"),
                Json.text(status, "message"),
                resource,
                scope);
    }

    private static List<Note> notes(JsonNode events) {
        List<Note> notes = new ArrayList<>();
        for (JsonNode event : events) {
            notes.add(new Note(event.path("name").asText(), Attributes.of(event.path("attributes")), event));
        }
        return notes;
    }

    /// Hex as OTLP/JSON demands; the Base64 of generic protobuf converters is understood too. Zeros mean none.
    private static @Nullable String id(JsonNode span, String camel, String snake, int bytes) {
        String id = Json.text(span, camel, snake);
        if (id == null || id.chars().allMatch(digit -> digit == '0')) {
            return null;
        }
        if (id.length() != bytes * 2 && id.endsWith("=")) {
            try {
                byte[] raw = Base64.getDecoder().decode(id);
                return raw.length == bytes ? HexFormat.of().formatHex(raw) : id;
            } catch (IllegalArgumentException e) {
                return id;
            }
        }
        return id.toLowerCase(Locale.ROOT);
    }

    private static @Nullable Instant time(JsonNode span, String camel, String snake) {
        String nanos = Json.text(span, camel, snake);
        if (nanos == null) {
            return null;
        }
        try {
            long since = Long.parseLong(nanos);
            return since == 0 ? null : Instant.EPOCH.plusNanos(since);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "span '" + span.path("name").asText() + "': " + camel + " '" + nanos + "' is not a number", e);
        }
    }
}
