package dev.tracemap.server.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Bodies as clients send them, damaged in ways that a seed decides: none of them is answered by a fault of ours, none
/// hangs, what they leave in memory does not grow, and afterwards the doors work as before.
@Timeout(value = 1_800, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MutatedBodiesTest {
    private static final int BODIES = Boolean.getBoolean("tracemap.long") ? 20_000 : 600;
    private static final int GROWTH_MEGABYTES = 64;
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";
    private static final byte[] SPLICES = bytes("{}[]\",:\\0eE+-.\u0000\ud83d\ude00NaN1e999999null\"\\ud800\"");

    @TempDir
    Path directory;

    /// What a client sends.
    private record Sent(String path, String type, byte[] body) {}

    private static final String SPAN = """
            {"traceId":"4bf92f3577b34da6a3ce929d0e0e4736","spanId":"00f067aa0ba902b7","name":"chat gpt-4.1",\
            "startTimeUnixNano":"1763000000000000000","endTimeUnixNano":"1763000001000000000","attributes":[\
            {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},\
            {"key":"gen_ai.prompt.0.role","value":{"stringValue":"user"}},\
            {"key":"gen_ai.prompt.0.content","value":{"stringValue":"hi"}},\
            {"key":"gen_ai.output.messages","value":{"stringValue":"[{\\"role\\":\\"assistant\\",\\"parts\\":[]}]"}},\
            {"key":"tags","value":{"arrayValue":{"values":[{"doubleValue":1.5},{"boolValue":true}]}}},\
            {"key":"gen_ai.usage.input_tokens","value":{"intValue":"12"}}],\
            "events":[{"name":"gen_ai.choice","timeUnixNano":"1763000000500000000","attributes":[]}],\
            "status":{"code":2,"message":"no"}}""";

    private static final List<Sent> SEEDS = List.of(
            new Sent("/v1/traces", PROTOBUF, protobuf()),
            new Sent(
                    "/v1/traces",
                    JSON,
                    bytes("{\"resourceSpans\":[{\"resource\":{},\"scopeSpans\":[{\"scope\":{},\"spans\":[" + SPAN
                            + "]}]}]}")),
            new Sent("/batch/", JSON, bytes("""
                    {"api_key":"k","batch":[{"event":"$ai_generation","uuid":"0195d1a4-0000-7000-8000-000000000004",\
                    "timestamp":"2026-11-18T10:00:00Z","distinct_id":"u","properties":{"$ai_trace_id":"t1",\
                    "$ai_model":"gpt-4.1","$ai_input":[{"role":"user","content":"hi"}],"$ai_input_tokens":3,\
                    "$ai_latency":1.25,"$ai_is_error":false}}]}""")),
            new Sent("/api/public/ingestion", JSON, bytes("""
                    {"batch":[{"id":"a","type":"trace-create","body":{"id":"t","name":"ask","userId":"u"}},\
                    {"id":"b","type":"generation-create","body":{"id":"g","traceId":"t","model":"m",\
                    "startTime":"2026-11-18T10:00:00Z","input":[{"role":"user","content":"hi"}],\
                    "usage":{"input":5,"output":2}}},{"id":"c","type":"score-create","body":{"traceId":"t",\
                    "name":"ok","value":1}}]}""")));

    @Test
    void everyBodyIsAnswered() throws Exception {
        SplittableRandom random = new SplittableRandom(42);
        int[] statuses = new int[600];
        long longest = 0;
        try (Store store = DuckDbStore.open(directory, OpenDoors.CLOCK);
                OpenDoors doors = new OpenDoors(store)) {
            for (Sent seed : SEEDS) {
                assertTrue(doors.post(seed.path(), seed.type(), seed.body()).statusCode() < 300, seed.path());
            }
            long before = usedMegabytes();
            for (int i = 0; i < BODIES; i++) {
                Sent seed = SEEDS.get(i % SEEDS.size());
                byte[] body = damaged(seed.body(), random);
                boolean packed = random.nextInt(8) == 0;
                byte[] sent = packed ? packed(body, random) : body;
                long began = System.nanoTime();
                HttpResponse<byte[]> answer = packed
                        ? doors.post(seed.path(), seed.type(), sent, "Content-Encoding", "gzip")
                        : doors.post(seed.path(), seed.type(), sent);
                longest = Math.max(longest, (System.nanoTime() - began) / 1_000_000);
                statuses[answer.statusCode()]++;
                String place = seed.path() + " body " + i;
                assertTrue(answer.statusCode() < 500, () -> place + ": " + text(answer.body()) + "\n" + text(sent));
            }
            for (Sent seed : SEEDS) {
                assertTrue(doors.post(seed.path(), seed.type(), seed.body()).statusCode() < 300, seed.path());
            }
            long after = usedMegabytes();
            System.out.println(BODIES + " mutated bodies: " + statuses[200] + " taken, " + statuses[207]
                    + " with verdicts, " + statuses[400] + " refused; the longest answer took " + longest
                    + " ms; heap " + before + " MB before, " + after + " MB after");
            assertTrue(after - before < GROWTH_MEGABYTES, "the heap grew from " + before + " to " + after + " MB");
        }
        assertEquals(BODIES, Arrays.stream(statuses).sum());
        assertTrue(statuses[200] > 0 && statuses[207] > 0 && statuses[400] > 0, Arrays.toString(statuses));
    }

    private static byte[] damaged(byte[] seed, SplittableRandom random) throws IOException {
        byte[] body = seed.clone();
        for (int change = random.nextInt(3) == 0 ? random.nextInt(1, 6) : 1; change > 0 && body.length > 0; change--) {
            int at = random.nextInt(body.length);
            int end = Math.min(body.length, at + random.nextInt(1, 40));
            body = switch (random.nextInt(16)) {
                case 0, 1, 2, 3, 4, 5 -> put(body, at, at + 1, new byte[] {(byte) random.nextInt(32, 127)});
                case 6, 7, 8, 9 -> put(body, at, at + 1, new byte[] {(byte) (body[at] ^ (1 << random.nextInt(8)))});
                case 10, 11 -> put(body, at, end, new byte[0]);
                case 12, 13 -> put(body, at, at, Arrays.copyOfRange(body, at, end));
                case 14 ->
                    put(body, at, at, Arrays.copyOfRange(SPLICES, random.nextInt(SPLICES.length), SPLICES.length));
                default -> random.nextInt(4) == 0 ? Arrays.copyOf(body, at) : nested(body, at, random);
            };
        }
        return body;
    }

    /// Brackets or lengths that lie, thousands of them.
    private static byte[] nested(byte[] body, int at, SplittableRandom random) throws IOException {
        byte[] many = new byte[random.nextInt(1, 5_000)];
        Arrays.fill(many, random.nextBoolean() ? (byte) '[' : (byte) 0xff);
        return put(body, at, at, many);
    }

    private static byte[] put(byte[] body, int from, int to, byte[] instead) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length + instead.length);
        out.write(body, 0, from);
        out.write(instead);
        out.write(body, to, body.length - to);
        return out.toByteArray();
    }

    /// Compressed, and half of the time damaged once more.
    private static byte[] packed(byte[] body, SplittableRandom random) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(body);
        }
        return random.nextBoolean() ? out.toByteArray() : damaged(out.toByteArray(), random);
    }

    private static byte[] protobuf() {
        AnyValue nested = AnyValue.newBuilder()
                .setKvlistValue(KeyValueList.newBuilder()
                        .addValues(pair(
                                "a",
                                AnyValue.newBuilder()
                                        .setArrayValue(ArrayValue.newBuilder()
                                                .addValues(AnyValue.newBuilder().setDoubleValue(0.5)))
                                        .build())))
                .build();
        Span span = Span.newBuilder()
                .setTraceId(ByteString.copyFromUtf8("0123456789abcdef"))
                .setSpanId(ByteString.copyFromUtf8("01234567"))
                .setName("chat gpt-4.1")
                .setStartTimeUnixNano(1_763_000_000_000_000_000L)
                .setEndTimeUnixNano(1_763_000_001_000_000_000L)
                .addAttributes(pair("gen_ai.operation.name", text("chat").build()))
                .addAttributes(pair(
                        "gen_ai.input.messages",
                        text("[{\"role\":\"user\",\"parts\":[]}]").build()))
                .addAttributes(pair("nested", nested))
                .addEvents(Span.Event.newBuilder()
                        .setName("exception")
                        .addAttributes(pair("exception.type", text("E").build())))
                .setStatus(Status.newBuilder()
                        .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                        .setMessage("no"))
                .build();
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder()
                        .addScopeSpans(ScopeSpans.newBuilder().addSpans(span)))
                .build()
                .toByteArray();
    }

    private static AnyValue.Builder text(String value) {
        return AnyValue.newBuilder().setStringValue(value);
    }

    private static KeyValue pair(String key, AnyValue value) {
        return KeyValue.newBuilder().setKey(key).setValue(value).build();
    }

    private static long usedMegabytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() >> 20;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
