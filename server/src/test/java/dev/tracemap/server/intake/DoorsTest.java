package dev.tracemap.server.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.server.SampleTools;
import dev.tracemap.server.http.Gate;
import dev.tracemap.server.http.HttpServer;
import dev.tracemap.server.mcp.CatalogueOffer;
import dev.tracemap.server.mcp.Protocol;
import dev.tracemap.server.workbench.LocalWorkbench;
import dev.tracemap.server.workbench.Menu;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Span;
import dev.tracemap.trace.Trace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Each door over a real connection, in front of a real store.
final class DoorsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z"));
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = """
            {"traceId":"%s","spanId":"%s","name":"chat gpt-4.1","startTimeUnixNano":"1763000000000000000",\
            "endTimeUnixNano":"1763000001000000000","attributes":[\
            {"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},\
            {"key":"gen_ai.request.model","value":{"stringValue":"gpt-4.1"}},\
            {"key":"gen_ai.usage.input_tokens","value":{"intValue":"12"}}]}""";
    private static final String CAPTURED = """
            {"event":"$ai_generation","uuid":"%s","timestamp":"2026-11-18T10:00:00Z","distinct_id":"u","properties":\
            {"$ai_trace_id":"t1","$ai_model":"gpt-4.1","$ai_input":[{"role":"user","content":"hi"}],\
            "$ai_input_tokens":3}}""";

    @TempDir
    Path directory;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private Store store;
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        store = DuckDbStore.open(directory, CLOCK);
        serve(Map.of());
    }

    private void serve(Map<String, Long> teams) throws IOException {
        Doors doors = new Doors(store, PriceTable::standard, new Teams(teams), () -> true, CLOCK);
        Protocol protocol =
                new Protocol("1", "", new CatalogueOffer(Menu.of(SampleTools.ALL), new LocalWorkbench(System.err)));
        Gate gate = new Gate(true, Set.of(), Optional.empty(), Optional.empty());
        server = new HttpServer("127.0.0.1", gate, protocol, CLOCK, doors.routes()).listen(0, true);
    }

    @AfterEach
    void close() throws Exception {
        client.shutdownNow();
        server.close();
        store.close();
    }

    @Test
    void protobufAndJsonSaySame() throws Exception {
        byte[] protobuf = request(span("00f067aa0ba902b7"));
        HttpResponse<byte[]> answer = post("/v1/traces", "application/x-protobuf", protobuf);
        assertEquals(200, answer.statusCode());
        assertEquals(
                "application/x-protobuf",
                answer.headers().firstValue("content-type").orElseThrow());
        assertEquals(0, answer.body().length);
        Event first = only(TRACE);
        assertEquals("gpt-4.1", first.model());
        assertEquals(12L, first.inputTokens());
        assertEquals(1.0, first.latency());
        String json = json(SPAN.formatted(TRACE, "00f067aa0ba902b7"));
        assertEquals("{}", text(post("/v1/traces", "application/json", json)));
        assertEquals(first, only(TRACE));
        assertEquals("{}", text(post("/i/v0/ai/otel", "application/json", json)));
        assertEquals(first, only(TRACE));
    }

    @Test
    void aLateSpanJoinsItsTrace() throws Exception {
        post("/v1/traces", "application/json", json(SPAN.formatted(TRACE, "00f067aa0ba902b7")));
        post("/v1/traces", "application/json", json(SPAN.formatted(TRACE, "00f067aa0ba902b8")));
        assertEquals(2, events(TRACE).size());
    }

    @Test
    void aSpanWithoutAnIdIsNamedAndTheOthersStay() throws Exception {
        String body = json(SPAN.formatted("", "00f067aa0ba902b7") + "," + SPAN.formatted(TRACE, "00f067aa0ba902b8"));
        JsonNode answer = tree(post("/v1/traces", "application/json", body));
        assertEquals("1", answer.at("/partialSuccess/rejectedSpans").asText());
        assertTrue(answer.at("/partialSuccess/errorMessage").asText().contains("missing traceId"));
        assertEquals(1, events(TRACE).size());
    }

    @Test
    void refusalsComeInTheEncodingOfTheRequest() throws Exception {
        HttpResponse<byte[]> binary = post("/v1/traces", "application/x-protobuf", new byte[] {1, 2, 3});
        assertEquals(400, binary.statusCode());
        assertEquals(
                "application/x-protobuf",
                binary.headers().firstValue("content-type").orElseThrow());
        HttpResponse<byte[]> json = post("/v1/traces", "application/json", "{\"resourceSpans\": [");
        assertEquals(400, json.statusCode());
        assertTrue(tree(json).path("message").asText().contains("cut off"));
        assertEquals(415, post("/v1/traces", "text/plain", "x").statusCode());
    }

    @Test
    void compressedBodiesAreBoundedWhenUnpacked() throws Exception {
        byte[] good = gzip(json(SPAN.formatted(TRACE, "00f067aa0ba902b7")).getBytes(StandardCharsets.UTF_8));
        assertEquals(
                200,
                post("/v1/traces", "application/json", good, "Content-Encoding", "gzip")
                        .statusCode());
        assertEquals(1, events(TRACE).size());
        byte[] bomb = gzip(new byte[40 << 20]);
        assertEquals(
                413,
                post("/v1/traces", "application/json", bomb, "Content-Encoding", "gzip")
                        .statusCode());
        assertEquals(
                400,
                post("/v1/traces", "application/json", new byte[] {0x1f, (byte) 0x8b, 9, 9}, "Content-Encoding", "gzip")
                        .statusCode());
    }

    @Test
    void capturedEventsAreThereOnceAndABadOneCostsNoOther() throws Exception {
        String good = CAPTURED.formatted("0195d1a4-0000-7000-8000-000000000001");
        String batch = "{\"api_key\":\"phc_a\",\"batch\":[" + good + ",{\"event\":\"$ai_generation\"}]}";
        for (String path : List.of("/batch/", "/capture/", "/e/", "/i/v0/e/")) {
            JsonNode answer = tree(post(path, "application/json", batch));
            assertEquals("Ok", answer.path("status").asText());
            assertEquals(1, answer.path("rejected").asInt());
        }
        Event event = only("t1");
        assertEquals("u", event.distinctId());
        assertEquals("price table", event.text("$ai_cost_model_source"));
    }

    @Test
    void eventsInPartsAreWhole() throws Exception {
        String parts = """
                --b
                Content-Disposition: form-data; name="event"
                Content-Type: application/json

                {"event":"$ai_generation","uuid":"0195d1a4-0000-7000-8000-000000000002","distinct_id":"u"}
                --b
                Content-Disposition: form-data; name="event.properties"

                {"$ai_trace_id":"t1","$ai_model":"m"}
                --b
                Content-Disposition: form-data; name="event.properties.$ai_input"; filename="x"

                [{"role":"user","content":"hi"}]
                --b
                Content-Disposition: form-data; name="event.properties.shop.basket"
                Content-Type: text/plain

                two apples
                --b--
                """.replace("\n", "\r\n");
        HttpResponse<byte[]> answer = post("/i/v0/ai/batch/", "multipart/form-data; boundary=b", parts);
        assertEquals(200, answer.statusCode(), text(answer));
        assertEquals("hi", only("t1").properties().at("/$ai_input/0/content").asText());
        assertEquals("two apples", only("t1").properties().at("/shop/basket").asText());
    }

    @Test
    void eachEventHasItsVerdictWhereClientsAskForOne() throws Exception {
        String good = CAPTURED.formatted("0195d1a4-0000-7000-8000-000000000005");
        String bad = "{\"event\":\"$ai_span\",\"uuid\":\"0195d1a4-0000-7000-8000-000000000006\",\"properties\":{}}";
        String other = "{\"event\":\"$pageview\",\"uuid\":\"0195d1a4-0000-7000-8000-000000000007\",\"properties\":{}}";
        String batch =
                "{\"created_at\":\"2026-11-18T10:00:00Z\",\"batch\":[" + String.join(",", good, bad, other) + "]}";
        for (String path : List.of("/i/v1/analytics/events", "/i/v1/ai/events/")) {
            JsonNode results = tree(post(path, "application/json", batch)).path("results");
            assertEquals(
                    "{\"result\":\"ok\"}",
                    results.path("0195d1a4-0000-7000-8000-000000000005").toString());
            assertEquals(
                    "drop",
                    results.at("/0195d1a4-0000-7000-8000-000000000006/result").asText());
            assertTrue(results.at("/0195d1a4-0000-7000-8000-000000000006/details")
                    .asText()
                    .contains("$ai_trace_id"));
            assertEquals(
                    "ok",
                    results.at("/0195d1a4-0000-7000-8000-000000000007/result").asText());
        }
        assertEquals("gpt-4.1", only("t1").model());
    }

    @Test
    void aLangfuseObservationThatComesInPiecesIsOneEvent() throws Exception {
        String basic = "Basic " + Base64.getEncoder().encodeToString("pk:sk".getBytes(StandardCharsets.UTF_8));
        String create = """
                {"batch":[{"id":"a","type":"trace-create","timestamp":"2026-11-18T10:00:00Z","body":{"id":"t2",\
                "name":"ask","userId":"u"}},{"id":"b","type":"generation-create","body":{"id":"g1","traceId":"t2",\
                "name":"call","model":"gpt-4.1","startTime":"2026-11-18T10:00:00Z","input":[{"role":"user",\
                "content":"hi"}]}},{"id":"c","type":"nonsense","body":{}}]}""";
        HttpResponse<byte[]> first = post(
                "/api/public/ingestion",
                "application/json",
                create.getBytes(StandardCharsets.UTF_8),
                "Authorization",
                basic);
        assertEquals(207, first.statusCode());
        assertEquals(2, tree(first).path("successes").size());
        assertEquals("c", tree(first).at("/errors/0/id").asText());
        String update = """
                {"batch":[{"id":"d","type":"generation-update","body":{"id":"g1","traceId":"t2",\
                "endTime":"2026-11-18T10:00:02Z","output":"hello","usage":{"input":5,"output":1}}}]}""";
        post("/api/public/ingestion", "application/json", update);
        post("/api/public/ingestion", "application/json", create);
        List<Event> events = events("t2");
        assertEquals(2, events.size());
        Event call = events.stream()
                .filter(event -> event.name().equals(Event.GENERATION))
                .findFirst()
                .orElseThrow();
        assertEquals(2.0, call.latency());
        assertEquals(Instant.parse("2026-11-18T10:00:02Z"), call.timestamp());
        assertEquals("hi", call.properties().at("/$ai_input/0/content").asText());
        assertEquals("hello", call.text("$ai_output_choices"));
        assertEquals(5L, call.inputTokens());
    }

    @Test
    void configuredKeysDecideTheTeam() throws Exception {
        server.close();
        serve(Map.of("phc_a", 7L));
        String good = CAPTURED.formatted("0195d1a4-0000-7000-8000-000000000003");
        assertEquals(
                401,
                post("/batch/", "application/json", "{\"api_key\":\"no\",\"batch\":[]}")
                        .statusCode());
        post("/batch/", "application/json", "{\"api_key\":\"phc_a\",\"batch\":[" + good + "]}");
        assertEquals(1, store.trace(7, "t1").orElseThrow().spans().count());
        assertTrue(store.trace(1, "t1").isEmpty());
    }

    private List<Event> events(String trace) {
        Trace found = store.trace(1, trace).orElseThrow();
        List<Event> events = new ArrayList<>(found.spans().map(Span::event).toList());
        Event summary = found.summary();
        if (summary != null) {
            events.add(summary);
        }
        return events;
    }

    private Event only(String trace) {
        List<Event> events = events(trace);
        assertEquals(1, events.size());
        return events.getFirst();
    }

    private static String json(String spans) {
        return "{\"resourceSpans\":[{\"resource\":{},\"scopeSpans\":[{\"scope\":{},\"spans\":[" + spans + "]}]}]}";
    }

    /// The span of [#SPAN], field by field as protobuf lays it out.
    private static byte[] span(String id) {
        ByteArrayOutputStream span = new ByteArrayOutputStream();
        field(span, 1, HexFormat.of().parseHex(TRACE));
        field(span, 2, HexFormat.of().parseHex(id));
        field(span, 5, bytes("chat gpt-4.1"));
        fixed(span, 7, 1_763_000_000_000_000_000L);
        fixed(span, 8, 1_763_000_001_000_000_000L);
        attribute(span, "gen_ai.operation.name", bytes("\n\u0004chat"));
        attribute(span, "gen_ai.request.model", bytes("\n\u0007gpt-4.1"));
        attribute(span, "gen_ai.usage.input_tokens", new byte[] {0x18, 12});
        return span.toByteArray();
    }

    private static byte[] request(byte[] span) {
        byte[] within = span;
        for (int number : new int[] {2, 2, 1}) {
            ByteArrayOutputStream outer = new ByteArrayOutputStream();
            field(outer, number, within);
            within = outer.toByteArray();
        }
        return within;
    }

    private static void attribute(ByteArrayOutputStream span, String key, byte[] value) {
        ByteArrayOutputStream pair = new ByteArrayOutputStream();
        field(pair, 1, bytes(key));
        field(pair, 2, value);
        field(span, 9, pair.toByteArray());
    }

    private static void field(ByteArrayOutputStream out, int number, byte[] content) {
        out.write((number << 3) | 2);
        int length = content.length;
        while (length > 127) {
            out.write((length & 127) | 128);
            length >>= 7;
        }
        out.write(length);
        out.writeBytes(content);
    }

    private static void fixed(ByteArrayOutputStream out, int number, long value) {
        out.write((number << 3) | 1);
        for (int shift = 0; shift < 64; shift += 8) {
            out.write((int) (value >>> shift));
        }
    }

    private HttpResponse<byte[]> post(String path, String type, String body) throws IOException, InterruptedException {
        return post(path, type, bytes(body));
    }

    private HttpResponse<byte[]> post(String path, String type, byte[] body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(plain);
        }
        return out.toByteArray();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String text(HttpResponse<byte[]> answer) {
        return text(answer.body()).strip();
    }

    private static JsonNode tree(HttpResponse<byte[]> answer) throws IOException {
        return new ObjectMapper().readTree(answer.body());
    }
}
