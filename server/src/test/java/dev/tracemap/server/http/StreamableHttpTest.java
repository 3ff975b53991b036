package dev.tracemap.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StreamableHttpTest {
    private Served served;

    @BeforeEach
    void start() throws IOException {
        served = new Served(new Gate(true, Set.of(), Optional.empty(), Optional.empty()), Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        served.close();
    }

    @Test
    void aLegacyClientOpensASessionUsesItAndEndsIt() throws Exception {
        HttpResponse<String> opened = served.post(Served.INITIALIZE);
        String session = opened.headers().firstValue("Mcp-Session-Id").orElseThrow();
        assertTrue(session.matches("[\\x21-\\x7e]{32,}"), session);
        assertEquals(
                "2025-11-25", Served.json(opened).at("/result/protocolVersion").textValue());

        String list = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
        String told = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}";
        assertEquals(202, served.post(told, "Mcp-Session-Id", session).statusCode());
        assertTrue(Served.json(served.post(list, "Mcp-Session-Id", session))
                .at("/result/tools")
                .isArray());
        assertEquals(400, served.post(list).statusCode());
        assertEquals(404, served.post(list, "Mcp-Session-Id", "guessed").statusCode());
        HttpResponse<String> unknown =
                served.post(list, "Mcp-Session-Id", session, "MCP-Protocol-Version", "1999-01-01");
        assertEquals(400, unknown.statusCode());
        assertTrue(unknown.body().contains("2025-06-18"), unknown.body());

        HttpRequest.Builder end =
                HttpRequest.newBuilder(served.at("/mcp")).DELETE().header("Mcp-Session-Id", session);
        assertEquals(204, served.send(end).statusCode());
        assertEquals(404, served.post(list, "Mcp-Session-Id", session).statusCode());
    }

    @Test
    void aModernRequestStandsAlone() throws Exception {
        HttpResponse<String> answer = served.callTool(7, "", "echo", "{\"text\":\"hi\"}");
        assertEquals(200, answer.statusCode());
        assertTrue(answer.headers().firstValue("Mcp-Session-Id").isEmpty());
        JsonNode message = Served.json(answer);
        assertEquals(7, message.get("id").intValue());
        assertEquals("hi", message.at("/result/structuredContent/said").textValue());
        assertEquals("complete", message.at("/result/resultType").textValue());
    }

    @Test
    void whatAModernClientGetsWrongHasItsCodeAndStatus() throws Exception {
        String list = Served.modern(1, "tools/list", "", "");
        assertFailure(-32020, 400, served.post(list, "Mcp-Method", "tools/list"));
        assertFailure(-32020, 400, served.post(list, "MCP-Protocol-Version", "2026-07-28"));
        assertFailure(
                -32020, 400, served.post(list, "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "prompts/list"));
        assertFailure(
                -32022,
                400,
                served.post(
                        list.replace("2026-07-28", "1999-01-01"),
                        "MCP-Protocol-Version",
                        "1999-01-01",
                        "Mcp-Method",
                        "tools/list"));
        String ping = Served.modern(1, "ping", "", "");
        assertFailure(-32601, 404, served.post(ping, "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "ping"));
        assertFailure(
                -32602,
                400,
                served.post(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}",
                        "MCP-Protocol-Version",
                        "2026-07-28",
                        "Mcp-Method",
                        "tools/list"));
        assertFailure(-32602, 200, served.callTool(1, "", "no_such_tool", "{}"));
    }

    @Test
    void progressMakesTheAnswerAStream() throws Exception {
        HttpResponse<String> streamed = served.callTool(3, "\"progressToken\":\"p\",", "chatter", "{}");
        assertEquals(
                "text/event-stream",
                streamed.headers().firstValue("Content-Type").orElseThrow());
        assertEquals(3, streamed.body().split("notifications/progress", -1).length - 1);
        assertTrue(streamed.body().contains("\"id\":3"), streamed.body());
        HttpResponse<String> plain = served.callTool(3, "", "chatter", "{}");
        assertEquals(
                "application/json", plain.headers().firstValue("Content-Type").orElseThrow());
    }

    @Test
    void aCancelledLegacyCallEndsWithoutAnAnswer() throws Exception {
        String session = served.post(Served.INITIALIZE)
                .headers()
                .firstValue("Mcp-Session-Id")
                .orElseThrow();
        String call = "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"tools/call\",\"params\":{\"name\":\"wait\","
                + "\"arguments\":{\"text\":\"x\"},\"_meta\":{\"progressToken\":1}}}";
        String cancel = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5}}";
        CompletableFuture<HttpResponse<String>> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return served.post(call, "Mcp-Session-Id", session);
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        while (!waiting.isDone()) {
            served.post(cancel, "Mcp-Session-Id", session);
            Thread.sleep(50);
        }
        assertFalse(waiting.get().body().contains("result"), waiting.get().body());
    }

    @Test
    void methodsThatAreNotTakenAreNamed() throws Exception {
        HttpResponse<String> got =
                served.send(HttpRequest.newBuilder(served.at("/mcp")).GET());
        assertEquals(405, got.statusCode());
        assertEquals("DELETE, POST", got.headers().firstValue("Allow").orElseThrow());
        assertEquals(
                404, served.send(HttpRequest.newBuilder(served.at("/nowhere"))).statusCode());
        assertEquals(
                200, served.send(HttpRequest.newBuilder(served.at("/healthz"))).statusCode());
    }

    private static void assertFailure(int code, int status, HttpResponse<String> response) throws IOException {
        assertEquals(code, Served.json(response).at("/error/code").intValue(), response.body());
        assertEquals(status, response.statusCode());
        assertEquals(1, Served.json(response).path("id").intValue());
    }
}
