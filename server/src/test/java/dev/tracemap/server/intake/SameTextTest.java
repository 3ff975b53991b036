package dev.tracemap.server.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.tracemap.ingest.ImportProgress;
import dev.tracemap.ingest.Importer;
import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.run.Imports;
import dev.tracemap.server.SampleTools;
import dev.tracemap.server.http.Gate;
import dev.tracemap.server.http.HttpServer;
import dev.tracemap.server.mcp.CatalogueOffer;
import dev.tracemap.server.mcp.Protocol;
import dev.tracemap.server.workbench.LocalWorkbench;
import dev.tracemap.server.workbench.Menu;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Item;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.ArrayValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.common.v1.KeyValueList;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Forty traces read the same whether their file was imported or they came through a door.
final class SameTextTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z"));
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BUDGET = 200_000;

    @TempDir
    Path directory;

    private final Path folder = Path.of(System.getProperty("tracemap.root", "."), "../shared/data/tau/parity")
            .normalize();

    @BeforeEach
    void dataIsThere() {
        assumeTrue(Files.isDirectory(folder), "the shared data set is not at " + folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"otlp.genai.jsonl.gz", "otlp.openinference.jsonl.gz"})
    void spansReadTheSameInJsonAndProtobuf(String file) throws Exception {
        Map<String, String> expected = imported(file);
        List<byte[]> json = new ArrayList<>();
        List<byte[]> protobuf = new ArrayList<>();
        for (String line : lines(file)) {
            json.add(line.getBytes(StandardCharsets.UTF_8));
            protobuf.add(request(JSON.readTree(line)).toByteArray());
        }
        assertEquals(expected, sent("json", "/v1/traces", "application/json", json));
        assertEquals(expected, sent("protobuf", "/v1/traces", "application/x-protobuf", protobuf));
    }

    @Test
    void capturedEventsReadTheSameAsTheirFile() throws Exception {
        String file = "events.posthog.jsonl.gz";
        List<String> lines = lines(file);
        List<byte[]> bodies = new ArrayList<>();
        for (int from = 0; from < lines.size(); from += 100) {
            String batch = String.join(",", lines.subList(from, Math.min(lines.size(), from + 100)));
            bodies.add(("{\"api_key\":\"k\",\"batch\":[" + batch + "]}").getBytes(StandardCharsets.UTF_8));
        }
        assertEquals(imported(file), sent("batch", "/batch/", "application/json", bodies));
    }

    /// But for how long the whole took, which such a client does not say.
    @Test
    void observationsReadTheSameAsEvents() throws Exception {
        String file = "events.posthog.jsonl.gz";
        List<byte[]> bodies = LangfuseTranslation.bodies(lines(file));
        Map<String, String> sent = sent("langfuse", "/api/public/ingestion", "application/json", bodies);
        imported(file).forEach((trace, text) -> assertEquals(untimed(text), untimed(sent.getOrDefault(trace, ""))));
    }

    private static String untimed(String text) {
        return text.replaceFirst("(L0*3: .* tool calls), [^,]*,", "$1,");
    }

    private Map<String, String> imported(String file) {
        try (Store store = DuckDbStore.open(directory.resolve("imported"), CLOCK)) {
            new Imports(store, new Importer(PriceTable.standard(), CLOCK), CLOCK)
                    .importAll(
                            List.of(folder.resolve(file).toString()),
                            InputStream.nullInputStream(),
                            null,
                            1,
                            ImportProgress.NONE);
            return texts(store);
        }
    }

    private Map<String, String> sent(String name, String path, String type, List<byte[]> bodies) throws Exception {
        Protocol protocol =
                new Protocol("1", "", new CatalogueOffer(Menu.of(SampleTools.ALL), new LocalWorkbench(System.err)));
        Gate gate = new Gate(true, Set.of(), Optional.empty(), Optional.empty());
        try (Store store = DuckDbStore.open(directory.resolve(name), CLOCK);
                HttpClient client = HttpClient.newHttpClient()) {
            Doors doors = new Doors(store, PriceTable::standard, new Teams(Map.of()), () -> true, CLOCK);
            try (HttpServer server =
                    new HttpServer("127.0.0.1", gate, protocol, CLOCK, doors.routes()).listen(0, true)) {
                for (byte[] body : bodies) {
                    HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + path))
                            .header("Content-Type", type)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build();
                    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
                    assertEquals(path.startsWith("/api/public") ? 207 : 200, answer.statusCode(), answer.body());
                }
                return texts(store);
            }
        }
    }

    private static Map<String, String> texts(Store store) {
        Map<String, String> texts = new TreeMap<>();
        for (List<?> row : store.query("SELECT DISTINCT trace_id FROM events", 100, Duration.ofSeconds(20))
                .rows()) {
            String id = String.valueOf(row.getFirst());
            texts.put(
                    id,
                    TraceText.render(new Item.TraceItem(store.trace(1, id).orElseThrow()), BUDGET)
                            .text());
        }
        assertEquals(40, texts.size());
        return texts;
    }

    private List<String> lines(String file) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(folder.resolve(file))), StandardCharsets.UTF_8))) {
            return reader.lines().toList();
        }
    }

    /// What an exporter that prefers protobuf would have sent.
    private static ExportTraceServiceRequest request(JsonNode json) {
        ExportTraceServiceRequest.Builder request = ExportTraceServiceRequest.newBuilder();
        for (JsonNode resource : json.path("resourceSpans")) {
            ResourceSpans.Builder spans = ResourceSpans.newBuilder()
                    .setResource(Resource.newBuilder()
                            .addAllAttributes(
                                    attributes(resource.path("resource").path("attributes"))));
            for (JsonNode scope : resource.path("scopeSpans")) {
                ScopeSpans.Builder scoped = ScopeSpans.newBuilder();
                scoped.getScopeBuilder()
                        .setName(scope.at("/scope/name").asText())
                        .setVersion(scope.at("/scope/version").asText());
                scope.path("spans").forEach(span -> scoped.addSpans(span(span)));
                spans.addScopeSpans(scoped);
            }
            request.addResourceSpans(spans);
        }
        return request.build();
    }

    private static Span span(JsonNode json) {
        Span.Builder span = Span.newBuilder()
                .setTraceId(bytes(json.path("traceId")))
                .setSpanId(bytes(json.path("spanId")))
                .setParentSpanId(bytes(json.path("parentSpanId")))
                .setName(json.path("name").asText())
                .setKindValue(json.path("kind").asInt())
                .setStartTimeUnixNano(json.path("startTimeUnixNano").asLong())
                .setEndTimeUnixNano(json.path("endTimeUnixNano").asLong())
                .addAllAttributes(attributes(json.path("attributes")))
                .setStatus(Status.newBuilder()
                        .setCodeValue(json.at("/status/code").asInt())
                        .setMessage(json.at("/status/message").asText()));
        for (JsonNode event : json.path("events")) {
            span.addEvents(Span.Event.newBuilder()
                    .setName(event.path("name").asText())
                    .setTimeUnixNano(event.path("timeUnixNano").asLong())
                    .addAllAttributes(attributes(event.path("attributes"))));
        }
        return span.build();
    }

    private static ByteString bytes(JsonNode hex) {
        return ByteString.copyFrom(HexFormat.of().parseHex(hex.asText()));
    }

    private static List<KeyValue> attributes(JsonNode json) {
        List<KeyValue> attributes = new ArrayList<>();
        json.forEach(each -> attributes.add(KeyValue.newBuilder()
                .setKey(each.path("key").asText())
                .setValue(value(each.path("value")))
                .build()));
        return attributes;
    }

    private static AnyValue value(JsonNode json) {
        AnyValue.Builder value = AnyValue.newBuilder();
        if (json.has("stringValue")) {
            value.setStringValue(json.path("stringValue").asText());
        } else if (json.has("intValue")) {
            value.setIntValue(json.path("intValue").asLong());
        } else if (json.has("doubleValue")) {
            value.setDoubleValue(json.path("doubleValue").asDouble());
        } else if (json.has("boolValue")) {
            value.setBoolValue(json.path("boolValue").asBoolean());
        } else if (json.has("arrayValue")) {
            ArrayValue.Builder values = ArrayValue.newBuilder();
            json.at("/arrayValue/values").forEach(each -> values.addValues(value(each)));
            value.setArrayValue(values);
        } else if (json.has("kvlistValue")) {
            value.setKvlistValue(KeyValueList.newBuilder().addAllValues(attributes(json.at("/kvlistValue/values"))));
        }
        return value.build();
    }
}
