package dev.tracemap.server.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.tracemap.server.SampleTools;
import dev.tracemap.server.workbench.LocalWorkbench;
import dev.tracemap.server.workbench.Menu;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ProtocolTest {
    private static final String MODERN = """
            "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
            "io.modelcontextprotocol/clientCapabilities":{}}""";
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-06-18",\
            "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final BlockingQueue<ObjectNode> sent = new LinkedBlockingQueue<>();
    private final Conversation conversation = new Conversation(new Protocol(
            "1",
            "how to",
            new CatalogueOffer(
                    Menu.of(SampleTools.ALL), new LocalWorkbench(new PrintStream(log, true, StandardCharsets.UTF_8)))));

    @Test
    void legacyClientGetsTheRevisionItAskedFor() throws Exception {
        JsonNode result = ask(INITIALIZE).get("result");
        assertEquals("2025-06-18", result.get("protocolVersion").textValue());
        assertEquals("tracemap", result.at("/serverInfo/name").textValue());
        assertTrue(result.at("/capabilities/tools").isObject());
        assertNull(result.get("resultType"));
        JsonNode unknown = ask(INITIALIZE.replace("2025-06-18", "1999-01-01")).get("result");
        assertEquals("2025-11-25", unknown.get("protocolVersion").textValue());
    }

    @Test
    void modernClientDiscoversWithoutOpening() throws Exception {
        JsonNode result = ask(modern("server/discover", "")).get("result");
        assertEquals("[\"2026-07-28\"]", result.get("supportedVersions").toString());
        assertEquals("complete", result.get("resultType").textValue());
        assertEquals("public", result.get("cacheScope").textValue());
        assertTrue(result.get("ttlMs").isInt());
        assertEquals(
                "tracemap",
                result.path("_meta")
                        .path("io.modelcontextprotocol/serverInfo")
                        .path("name")
                        .textValue());
    }

    @Test
    void skillsAreListedWithDigestsOfWhatIsRead() throws Exception {
        assertTrue(ask(modern("server/discover", ""))
                .at("/result/capabilities/extensions")
                .has("io.modelcontextprotocol/skills"));
        JsonNode listed = ask(modern("skills/list", "")).get("result");
        assertEquals("complete", listed.get("resultType").textValue());
        assertEquals("public", listed.get("cacheScope").textValue());
        JsonNode skill = listed.at("/skills/0");
        Path folder = Path.of(System.getProperty("tracemap.root"), "skills");
        byte[] file = Files.readAllBytes(
                folder.resolve(skill.at("/frontmatter/name").textValue()).resolve("SKILL.md"));
        assertEquals(
                new ObjectMapper(new YAMLFactory())
                        .readTree(new String(file, StandardCharsets.UTF_8).split("---\\n", 3)[1]),
                skill.get("frontmatter"));
        assertEquals(file.length, skill.at("/resources/0/size").intValue());
        assertEquals(
                "sha256:"
                        + HexFormat.of()
                                .formatHex(MessageDigest.getInstance("SHA-256").digest(file)),
                skill.at("/resources/0/digest").textValue());
        String uri = skill.get("uri").textValue();
        assertEquals(
                skill, ask(modern("skills/get", ",\"uri\":\"" + uri + "\"")).at("/result/skill"));
        assertError(-32602, "skills/list", modern("skills/get", ",\"uri\":\"skill://nope/SKILL.md\""));
    }

    @Test
    void bothErasListTheSameTools() throws Exception {
        ask(INITIALIZE);
        JsonNode legacy =
                ask("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}").get("result");
        JsonNode modern = ask(modern("tools/list", "")).get("result");
        assertEquals(legacy.get("tools").toString(), modern.get("tools").toString());
        assertEquals("[\"tools\"]", names(legacy));
        assertEquals("complete", modern.get("resultType").textValue());
        assertTrue(modern.has("ttlMs"));
        JsonNode first = legacy.get("tools").get(0);
        assertTrue(first.at("/annotations/readOnlyHint").booleanValue());
        assertEquals("object", first.at("/outputSchema/type").textValue());
    }

    @Test
    void anAnswerCarriesTextAndStructure() throws Exception {
        JsonNode result = ask(modern("tools/call", ",\"name\":\"echo\",\"arguments\":{\"text\":\"hi\"}"))
                .get("result");
        assertEquals("hi", result.at("/content/0/text").textValue());
        assertEquals("hi", result.at("/structuredContent/said").textValue());
        assertFalse(result.get("isError").booleanValue());
    }

    @Test
    void unsupportedVersionNamesTheSupportedOnes() throws Exception {
        JsonNode error = ask(modern("tools/list", "").replace("2026-07-28", "1900-01-01"))
                .get("error");
        assertEquals(-32022, error.get("code").intValue());
        assertEquals(
                "{\"supported\":[\"2026-07-28\"],\"requested\":\"1900-01-01\"}",
                error.get("data").toString());
    }

    @Test
    void requestWithoutVersionOrOpeningIsToldHow() throws Exception {
        assertError(-32602, "initialize", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}");
        assertError(-32602, "clientCapabilities", modern("tools/list", "").replace("clientCapabilities", "clientInfo"));
        assertError(-32602, "protocolVersion", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"server/discover\"}");
    }

    @Test
    void malformedMessagesGetTheirCodes() throws Exception {
        assertError(-32700, "JSON", "{\"jsonrpc\":");
        assertError(-32700, "JSON", "[".repeat(5000));
        assertError(-32600, "batches", "[" + INITIALIZE + "]");
        assertError(-32600, "object", "17");
        assertError(-32600, "jsonrpc", "{\"id\":1,\"method\":\"ping\"}");
        assertError(-32600, "id", "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"ping\"}");
        assertError(-32602, "params", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[1]}");
        conversation.receive(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, sent::add);
        assertEquals(-32700, next().at("/error/code").intValue());
        ask(INITIALIZE);
        assertError(-32601, "Unknown method", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"no/such\"}");
        assertError(-32601, "Unknown method", modern("ping", ""));
        assertError(-32602, "Unknown tool: nope", modern("tools/call", ",\"name\":\"nope\""));
    }

    @Test
    void badArgumentsAreAdviceWithAnExample() throws Exception {
        JsonNode result = ask(modern("tools/call", ",\"name\":\"echo\",\"arguments\":{\"txt\":1,\"times\":\"x\"}"))
                .get("result");
        assertTrue(result.get("isError").booleanValue());
        String advice = result.at("/content/0/text").textValue();
        assertTrue(
                advice.contains("'text' is missing; 'txt' is not known; 'times' is \"x\" where integer belongs"),
                advice);
        assertTrue(advice.contains("Example: {\"text\":\"…\",\"times\":1}"), advice);
    }

    @Test
    void aBugIsAnErrorResultWithoutItsStackTrace() throws Exception {
        JsonNode result = ask(modern("tools/call", ",\"name\":\"fail\"")).get("result");
        String shown = result.at("/content/0/text").textValue();
        assertTrue(result.get("isError").booleanValue());
        assertTrue(shown.startsWith("internal error "), shown);
        assertFalse(shown.contains("secret"), shown);
        String id = shown.substring("internal error ".length()).split(":", 2)[0];
        String logged = log.toString(StandardCharsets.UTF_8);
        assertTrue(logged.contains(id) && logged.contains("secret of the stack trace"), logged);
    }

    @Test
    void progressIsSentOnlyWhenAskedFor() throws Exception {
        String call = modern("tools/call", ",\"name\":\"chatter\"");
        receive(call.replace("\"_meta\":{", "\"_meta\":{\"progressToken\":\"p\","));
        JsonNode first = next();
        assertEquals("notifications/progress", first.get("method").textValue());
        assertEquals("p", first.at("/params/progressToken").textValue());
        assertTrue(next().at("/params/progress").doubleValue()
                > first.at("/params/progress").doubleValue());
        assertEquals(1.0, next().at("/params/progress").doubleValue());
        assertTrue(next().has("result"));
        assertTrue(ask(call).has("result"));
    }

    @Test
    void aCancelledCallGetsNoAnswer() throws Exception {
        receive(modern("tools/call", ",\"name\":\"wait\",\"arguments\":{\"text\":\"x\"}"));
        receive("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
        conversation.end(Duration.ofSeconds(5));
        assertNull(sent.poll());
    }

    @Test
    void aRequestIdInFlightIsRefusedASecondTime() throws Exception {
        String call = modern("tools/call", ",\"name\":\"wait\",\"arguments\":{\"text\":\"x\"}");
        receive(call);
        assertError(-32600, "in flight", call);
        conversation.end(Duration.ofSeconds(5));
        assertEquals("abandoned", next().at("/result/structuredContent/said").textValue());
    }

    @Test
    void whatDoesNotAnswerInTimeIsAnsweredForIt() throws Exception {
        receive(modern("tools/call", ",\"name\":\"chatter\""));
        conversation.end(Duration.ZERO);
        JsonNode result = next().get("result");
        assertTrue(result.get("isError").booleanValue());
        assertEquals("complete", result.get("resultType").textValue());
    }

    @Test
    void aSubscriptionIsAcknowledgedAndEnds() throws Exception {
        receive(modern("subscriptions/listen", ",\"notifications\":{\"toolsListChanged\":true}"));
        JsonNode acknowledged = next();
        assertEquals(
                "notifications/subscriptions/acknowledged",
                acknowledged.get("method").textValue());
        assertEquals("{}", acknowledged.at("/params/notifications").toString());
        conversation.end(Duration.ofSeconds(5));
        JsonNode ended = next();
        assertEquals(1, ended.get("id").intValue());
        assertEquals(
                1,
                ended.at("/result/_meta")
                        .path("io.modelcontextprotocol/subscriptionId")
                        .intValue());
    }

    private static String names(JsonNode node) {
        return node.properties().stream()
                .map(entry -> '"' + entry.getKey() + '"')
                .toList()
                .toString();
    }

    private static String modern(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + MODERN + params + "}}";
    }

    private void assertError(int code, String mention, String message) throws Exception {
        JsonNode error = ask(message).get("error");
        assertEquals(code, error.get("code").intValue());
        assertTrue(error.get("message").textValue().contains(mention), error.toString());
    }

    private JsonNode ask(String message) throws Exception {
        receive(message);
        return next();
    }

    private void receive(String message) {
        conversation.receive(message.getBytes(StandardCharsets.UTF_8), sent::add);
    }

    private JsonNode next() throws InterruptedException, IOException {
        @Nullable ObjectNode message = sent.poll(10, TimeUnit.SECONDS);
        return new ObjectMapper().readTree(String.valueOf(message));
    }
}
