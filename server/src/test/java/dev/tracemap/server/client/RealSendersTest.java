package dev.tracemap.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What libraries of others send, with nothing but the address changed, is what `get_trace` shows.
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RealSendersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void whatEachLibrarySentIsShown() throws Exception {
        Npm npm = Npm.with(
                "senders",
                "@opentelemetry/api@1.9.1",
                "@opentelemetry/sdk-trace-base@2.12.1",
                "@opentelemetry/exporter-trace-otlp-proto@0.223.1",
                "@opentelemetry/exporter-trace-otlp-http@0.223.1",
                "posthog-node@5.70.0",
                "@posthog/ai@8.13.1",
                "langfuse@3.39.2",
                "openai@6.49.0");
        try (Program program = Program.serving(directory)) {
            URI mcp = URI.create(program.url());
            String host = "http://" + mcp.getAuthority();
            Path script = Path.of(System.getProperty("tracemap.root"), "server/src/test/senders/send.mjs");
            String said = npm.node(script, host).succeeds().output();
            JsonNode traces = JSON.readTree(said.substring(said.indexOf("SENT ") + 5));
            Set<String> names = new TreeSet<>();
            for (Map.Entry<String, JsonNode> sent : traces.properties()) {
                names.add(sent.getKey());
                String shown = trace(mcp, sent.getValue().textValue());
                for (String part : new String[] {"asked by " + sent.getKey(), "told " + sent.getKey(), "gpt-4.1"}) {
                    assertTrue(shown.contains(part), () -> part + " is not in " + shown);
                }
            }
            assertEquals(Set.of("langfuse", "otel-json", "otel-protobuf", "posthog", "posthog-ai"), names);
        }
    }

    private static String trace(URI mcp, String id) throws Exception {
        String call = """
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_trace",\
                "arguments":{"trace_id":"%s"},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                "io.modelcontextprotocol/clientInfo":{"name":"test","version":"1"},\
                "io.modelcontextprotocol/clientCapabilities":{}}}}""".formatted(id);
        HttpRequest request = HttpRequest.newBuilder(mcp)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "get_trace")
                .POST(HttpRequest.BodyPublishers.ofString(call, StandardCharsets.UTF_8))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .body();
        }
    }
}
