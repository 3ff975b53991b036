package dev.tracemap.server.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.otlp.OtlpProtobuf;
import dev.tracemap.store.DuckDbStore;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/// How much arrives in a second: this process sends, another one serves and stores.
public final class IngestBench {
    private static final int SENDERS = 4;
    private static final int BATCH = 500;
    private static final int RAW_EVENTS = 100_000;
    private static final long NANOS = 1_763_000_000_000_000_000L;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private IngestBench() {}

    /// Everything in events a second.
    ///
    /// @param raw appended to a store in this process in batches of 2,000, without a door
    /// @param spans OTLP in protobuf, acknowledged
    /// @param events PostHog's `/batch/`, acknowledged
    /// @param refused requests that were told to come again
    /// @param serverMegabytes resident memory of the serving process at the end; -1 where it cannot be told
    public record Speeds(double raw, double spans, double events, long refused, long serverMegabytes) {}

    /// @param seconds of each of the two loads
    public static Speeds measure(int seconds, Path directory) throws IOException, InterruptedException {
        double raw = raw(directory.resolve("raw"));
        Process server = server(directory.resolve("served"));
        try {
            URI address = address(server);
            AtomicLong refused = new AtomicLong();
            double spans =
                    load(address.resolve("/v1/traces"), "application/x-protobuf", IngestBench::spans, seconds, refused);
            double events = load(address.resolve("/batch/"), "application/json", IngestBench::events, seconds, refused);
            return new Speeds(raw, spans, events, refused.get(), residentMegabytes(server.pid()));
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private static double raw(Path directory) throws IOException {
        List<Conversion> batches = new ArrayList<>();
        for (int first = 0; first < RAW_EVENTS; first += 2_000) {
            batches.add(new OtlpProtobuf(new Origin(1, "bench", Instant.EPOCH)).convert(spans(first, 2_000)));
        }
        try (DuckDbStore store = DuckDbStore.open(directory, InstantSource.system())) {
            long began = System.nanoTime();
            batches.forEach(batch -> store.append(batch.events()));
            return RAW_EVENTS / ((System.nanoTime() - began) / 1e9);
        }
    }

    /// The same program on the same Java.
    private static Process server(Path directory) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.tracemap.server.Main"));
        command.addAll(List.of("serve", "--json", "--port", "0", "--data-dir", directory.toString()));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static URI address(Process server) throws IOException {
        BufferedReader out = new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server did not start");
        }
        return URI.create(MAPPER.readTree(line).path("url").asText());
    }

    private static double load(URI door, String type, LongFunction<byte[]> body, int seconds, AtomicLong refused)
            throws InterruptedException {
        AtomicLong next = new AtomicLong();
        AtomicLong acknowledged = new AtomicLong();
        long began = System.nanoTime();
        long end = began + seconds * 1_000_000_000L;
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                senders.add(Thread.ofVirtual().start(() -> {
                    while (System.nanoTime() < end) {
                        HttpRequest request = HttpRequest.newBuilder(door)
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofByteArray(body.apply(next.getAndAdd(BATCH))))
                                .build();
                        try {
                            int status = client.send(request, HttpResponse.BodyHandlers.discarding())
                                    .statusCode();
                            if (status == 200) {
                                acknowledged.addAndGet(BATCH);
                            } else {
                                refused.incrementAndGet();
                            }
                        } catch (IOException e) {
                            refused.incrementAndGet();
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                }));
            }
            for (Thread sender : senders) {
                sender.join();
            }
        }
        return acknowledged.get() / ((System.nanoTime() - began) / 1e9);
    }

    private static byte[] spans(long first) {
        return spans(first, BATCH);
    }

    /// Five spans a trace; each says what a small model call says.
    private static byte[] spans(long first, int count) {
        ScopeSpans.Builder scope = ScopeSpans.newBuilder();
        for (long i = first; i < first + count; i++) {
            scope.addSpans(Span.newBuilder()
                    .setTraceId(id(16, i / 5))
                    .setSpanId(id(8, i))
                    .setName("chat gpt-4.1")
                    .setStartTimeUnixNano(NANOS + i * 1_000_000)
                    .setEndTimeUnixNano(NANOS + i * 1_000_000 + 900_000_000)
                    .addAttributes(attribute("gen_ai.operation.name", "chat"))
                    .addAttributes(attribute("gen_ai.provider.name", "openai"))
                    .addAttributes(attribute("gen_ai.request.model", "gpt-4.1"))
                    .addAttributes(KeyValue.newBuilder()
                            .setKey("gen_ai.usage.input_tokens")
                            .setValue(AnyValue.newBuilder().setIntValue(120)))
                    .addAttributes(attribute(
                            "gen_ai.input.messages",
                            "[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Where is order " + i
                                    + "?\"}]}]"))
                    .addAttributes(attribute(
                            "gen_ai.output.messages",
                            "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"On its way.\"}]}]")));
        }
        return ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(ResourceSpans.newBuilder().addScopeSpans(scope))
                .build()
                .toByteArray();
    }

    private static ByteString id(int bytes, long number) {
        return ByteString.copyFrom(
                ByteBuffer.allocate(bytes).putLong(bytes - 8, number + 1).array());
    }

    private static KeyValue attribute(String key, String value) {
        return KeyValue.newBuilder()
                .setKey(key)
                .setValue(AnyValue.newBuilder().setStringValue(value))
                .build();
    }

    private static byte[] events(long first) {
        ObjectNode body = MAPPER.createObjectNode().put("api_key", "phc_bench");
        for (long i = first; i < first + BATCH; i++) {
            ObjectNode event = body.withArray("batch").addObject().put("event", "$ai_generation");
            event.put("uuid", new UUID(7, i).toString()).put("distinct_id", "u" + i % 1_000);
            event.put(
                    "timestamp", Instant.ofEpochSecond(0, NANOS + i * 1_000_000).toString());
            ObjectNode properties = event.putObject("properties");
            properties.put("$ai_trace_id", "bench-" + i / 5).put("$ai_model", "gpt-4.1");
            properties.put("$ai_input_tokens", 120).put("$ai_output_tokens", 8).put("$ai_latency", 0.9);
            properties
                    .putArray("$ai_input")
                    .addObject()
                    .put("role", "user")
                    .put("content", "Where is order " + i + "?");
            properties
                    .putArray("$ai_output_choices")
                    .addObject()
                    .put("role", "assistant")
                    .put("content", "On its way.");
        }
        return body.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static long residentMegabytes(long pid) throws IOException {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }
}
