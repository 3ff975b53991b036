package dev.tracemap.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.server.Main;
import dev.tracemap.server.owner.Launched;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The real program in processes of its own.
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class McpCommandTest {
    private static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},\
            "clientInfo":{"name":"t","version":"1"}}}""";

    @TempDir
    Path directory;

    @Test
    void theListOfToolsIsTheSameBytesAtEachStart() throws Exception {
        String first = listing();
        assertEquals(first, listing());
        assertTrue(first.contains("\"get_clusters\""));
    }

    @Test
    void onAnEmptyStoreEachToolSaysWhatToDo() throws Exception {
        try (Launched server = launch("mcp")) {
            server.call(1, "get_clusters", "{}");
            JsonNode result = server.message().get("result");
            assertTrue(result.get("isError").booleanValue());
            assertTrue(result.at("/content/0/text").textValue().contains("import_traces"), result.toString());
            server.call(2, "query_sql", "{\"sql\":\"SELECT * FROM read_csv('/etc/passwd')\"}");
            assertTrue(server.message().at("/result/isError").booleanValue());
        }
    }

    @Test
    void aRunCutOffByTheEndOfInputIsNamedAndResumed() throws Exception {
        importSample();
        String runId;
        try (Launched server = launch("mcp")) {
            server.send(
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"run_clustering\","
                            + "\"arguments\":{\"lookback_days\":3650,\"run_label\":\"cut\",\"wait_seconds\":60},"
                            + "\"_meta\":{\"progressToken\":\"p\",\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}}}");
            JsonNode answer = server.message();
            assertEquals("notifications/progress", answer.path("method").asText(), answer.toString());
            server.endInput();
            while (!answer.has("id")) {
                answer = server.message();
            }
            runId = answer.at("/result/structuredContent/run/run_id").textValue();
            assertTrue(runId != null && runId.endsWith("_cut"), answer.toString());
            assertEquals("", server.rest());
            assertEquals(0, server.exitCode());
        }
        try (Launched server = launch("mcp")) {
            server.call(1, "get_run", "{\"run_id\":\"" + runId + "\",\"wait_seconds\":120}");
            assertEquals(
                    "complete",
                    server.message().at("/result/structuredContent/run/status").textValue());
        }
    }

    private void importSample() throws IOException, InterruptedException {
        try (Launched sender = launch("import", "-")) {
            sender.write(CommandsTest.traces(28).getBytes(StandardCharsets.UTF_8));
            sender.endInput();
            assertTrue(sender.rest().contains("posthog"));
            assertEquals(0, sender.exitCode());
        }
    }

    private String listing() throws IOException {
        try (Launched server = launch("mcp")) {
            server.send(INITIALIZE);
            assertFalse(server.message().at("/result/instructions").textValue().isEmpty());
            server.send("{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}");
            return server.message().toString();
        }
    }

    private Launched launch(String... arguments) throws IOException {
        List<String> all = Stream.concat(
                        Stream.of(
                                arguments[0],
                                "--data-dir",
                                directory.resolve("data").toString()),
                        Stream.of(arguments).skip(1))
                .toList();
        return Launched.of(Main.class.getName(), directory, all);
    }
}
