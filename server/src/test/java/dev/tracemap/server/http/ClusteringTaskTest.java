package dev.tracemap.server.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.mcp.CatalogueOffer;
import dev.tracemap.server.workbench.LocalWorkbench;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real clustering as a task, over HTTP.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ClusteringTaskTest {
    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final String KNOWS_TASKS = """
            "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":\
            {"extensions":{"io.modelcontextprotocol/tasks":{}}}""";

    @TempDir
    Path directory;

    private Workspace workspace;
    private Served served;

    @BeforeEach
    void start() throws Exception {
        workspace = new Workspace(directory, InstantSource.fixed(NOW));
        workspace
                .store()
                .append(new Generator()
                        .generate(new SampleParams(80, 3, NOW, Duration.ofDays(5)))
                        .events());
        served = new Served(new CatalogueOffer(workspace.menu(), new LocalWorkbench(System.err)));
    }

    @AfterEach
    void stop() {
        served.close();
        workspace.close();
    }

    @Test
    void aClusteringIsStartedPolledAndBroughtHome() throws Exception {
        JsonNode task = ask("tools/call", "run_clustering", ",\"name\":\"run_clustering\",\"arguments\":{}");
        assertEquals("task", task.get("resultType").textValue(), task.toString());
        JsonNode state = task;
        while (state.get("status").textValue().equals("working")) {
            Thread.sleep(100);
            state = onTask("tasks/get", task);
            assertEquals(task.get("taskId"), state.get("taskId"));
        }
        assertEquals("completed", state.get("status").textValue(), state.toString());
        JsonNode result = state.get("result");
        assertEquals(80, result.at("/structuredContent/run/items").intValue());
        assertTrue(result.at("/content/0/text").textValue().contains("cluster_id"), result.toString());
        assertEquals(
                task.get("taskId").textValue(),
                result.at("/structuredContent/run/run_id").textValue());
    }

    @Test
    void aCancelledTaskEndsItsRun() throws Exception {
        JsonNode task = ask(
                "tools/call",
                "run_clustering",
                ",\"name\":\"run_clustering\",\"arguments\":{\"run_label\":\"not-wanted\"}");
        onTask("tasks/cancel", task);
        JsonNode state = onTask("tasks/get", task);
        while (state.get("status").textValue().equals("working")) {
            Thread.sleep(50);
            state = onTask("tasks/get", task);
        }
        assertEquals("cancelled", state.get("status").textValue(), state.toString());
    }

    private JsonNode onTask(String method, JsonNode task) throws Exception {
        String id = task.get("taskId").textValue();
        return ask(method, id, ",\"taskId\":\"" + id + "\"");
    }

    private JsonNode ask(String method, String name, String params) throws Exception {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{\"_meta\":{"
                + KNOWS_TASKS + "}" + params + "}}";
        HttpResponse<String> response =
                served.post(body, "MCP-Protocol-Version", "2026-07-28", "Mcp-Method", method, "Mcp-Name", name);
        assertEquals(200, response.statusCode(), response.body());
        return Served.json(response).get("result");
    }
}
