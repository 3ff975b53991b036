package dev.tracemap.server.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A body of a request that is built once; for each sending only its numbers are written anew, so that the sender costs
/// the receiver no processor time worth speaking of.
final class NumberedBody {
    /// Records in a body.
    static final int RECORDS = 500;

    static final int IN_A_TRACE = 5;

    private static final long MARK = 777_000_000_000L;
    private static final int DIGITS = 12;
    private static final long NANOS = 1_763_000_000_000_000_000L;

    private final byte[] body;
    private final List<Place> places = new ArrayList<>();

    /// Where the number of a record, or of its trace, stands in the body.
    ///
    /// @param binary in eight bytes, else in twelve decimal digits
    private record Place(int at, int record, boolean trace, boolean binary) {}

    private NumberedBody(byte[] body) {
        this.body = body;
        for (int record = 0; record < RECORDS; record++) {
            find(new Place(0, record, false, true), binary(MARK + record));
            find(new Place(0, record, true, true), binary(2 * MARK + record));
            find(new Place(0, record, false, false), decimal(MARK + record));
            find(new Place(0, record, true, false), decimal(MARK / 7 + record));
        }
    }

    private void find(Place what, byte[] mark) {
        for (int at = 0; at <= body.length - mark.length; at++) {
            int same = 0;
            while (same < mark.length && body[at + same] == mark[same]) {
                same++;
            }
            if (same == mark.length) {
                places.add(new Place(at, what.record(), what.trace(), what.binary()));
            }
        }
    }

    /// The body with records of these numbers.
    byte[] from(long first) {
        byte[] numbered = body.clone();
        ByteBuffer bytes = ByteBuffer.wrap(numbered);
        for (Place place : places) {
            long number = first + place.record();
            long written = 1 + (place.trace() ? number / IN_A_TRACE : number);
            if (place.binary()) {
                bytes.putLong(place.at(), written);
            } else {
                for (int digit = DIGITS - 1; digit >= 0; digit--) {
                    numbered[place.at() + digit] = (byte) ('0' + written % 10);
                    written /= 10;
                }
            }
        }
        return numbered;
    }

    int bytesARecord() {
        return body.length / RECORDS;
    }

    /// Spans as OTLP in protobuf; each says what a small call of a model says.
    static NumberedBody spans() {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (int i = 0; i < RECORDS; i++) {
            scope.addSpans(Span.newBuilder()
                    .setTraceId(ByteString.copyFromUtf8("bench---").concat(ByteString.copyFrom(binary(2 * MARK + i))))
                    .setSpanId(ByteString.copyFrom(binary(MARK + i)))
                    .setName("chat gpt-4.1")
                    .setStartTimeUnixNano(NANOS + i * 1_000_000L)
                    .setEndTimeUnixNano(NANOS + i * 1_000_000L + 900_000_000)
                    .addAttributes(attribute("gen_ai.operation.name", "chat"))
                    .addAttributes(attribute("gen_ai.provider.name", "openai"))
                    .addAttributes(attribute("gen_ai.request.model", "gpt-4.1"))
                    .addAttributes(KeyValue.newBuilder()
                            .setKey("gen_ai.usage.input_tokens")
                            .setValue(AnyValue.newBuilder().setIntValue(120)))
                    .addAttributes(attribute(
                            "gen_ai.input.messages",
                            "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Where is order "
                                    + (MARK + i) + "?\"}]}]"))
                    .addAttributes(attribute(
                            "gen_ai.output.messages",
                            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"On its way.\"}]}]")));
        }
        return new NumberedBody(ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
                .build()
                .toByteArray());
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    /// The same calls as PostHog's clients send them to `/batch/`.
    static NumberedBody events() {
        ObjectNode body = new ObjectMapper().createObjectNode().put("api_key", "phc_bench");
        for (int i = 0; i < RECORDS; i++) {
            ObjectNode event = body.withArray("batch").addObject().put("event", "$ai_generation");
            event.put("uuid", "0195d1a4-0000-7000-8000-" + (MARK + i)).put("distinct_id", "u" + i % 100);
            event.put(
                    "timestamp",
                    Instant.ofEpochSecond(0, NANOS + i * 1_000_000L).toString());
            ObjectNode properties = event.putObject("properties");
            properties.put("$ai_trace_id", "bench-" + text(MARK / 7 + i)).put("$ai_model", "gpt-4.1");
            properties.put("$ai_input_tokens", 120).put("$ai_output_tokens", 8).put("$ai_latency", 0.9);
            properties
                    .putArray("$ai_input")
                    .addObject()
                    .put("role", "user")
                    .put("content", "Where is order " + (MARK + i) + "?");
            properties
                    .putArray("$ai_output_choices")
                    .addObject()
                    .put("role", "assistant")
                    .put("content", "On its way.");
        }
        return new NumberedBody(body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] binary(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static byte[] decimal(long number) {
        return text(number).getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(long number) {
        return "%012d".formatted(number);
    }
}
