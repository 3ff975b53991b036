package dev.tracemap.server.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.workbench.LocalWorkbench;
import dev.tracemap.server.workbench.Menu;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Clusterings as tasks, over a run that the test moves on by hand.
final class TasksTest {
    private static final String RUN = "1_trace_20261121_094952";

    private String status = "running";
    private final BlockingQueue<ObjectNode> sent = new LinkedBlockingQueue<>();
    private final Conversation conversation = new Conversation(new Protocol(
            "1",
            "",
            new CatalogueOffer(
                    Menu.of(List.of(
                            tool("run_clustering", () -> {}),
                            tool("get_run", () -> {}),
                            tool("cancel_run", () -> status = "cancelled"))),
                    new LocalWorkbench(System.err))));

    @Test
    void aClusteringIsATaskToClientsThatKnowTasks() throws Exception {
        JsonNode created =
                ask("tools/call", "\"name\":\"run_clustering\"", true).get("result");
        assertEquals("task", created.get("resultType").textValue());
        assertEquals(RUN, created.get("taskId").textValue());
        assertEquals("working", created.get("status").textValue());
        assertEquals("2026-11-21T09:49:52Z", created.get("createdAt").textValue());

        JsonNode plain = ask("tools/call", "\"name\":\"run_clustering\"", false).get("result");
        assertEquals("complete", plain.get("resultType").textValue());
        assertTrue(plain.has("content"));
    }

    @Test
    void theRunIsTheStateOfTheTask() throws Exception {
        JsonNode working = get();
        assertEquals("working", working.get("status").textValue());
        assertTrue(!working.has("result"));
        status = "failed";
        JsonNode failed = get();
        assertEquals("completed", failed.get("status").textValue());
        assertTrue(failed.at("/result/isError").booleanValue());
        status = "complete";
        assertTrue(get().at("/result/structuredContent/run").isObject());
        assertEquals("complete", get().get("resultType").textValue());
    }

    @Test
    void cancellingATaskCancelsTheRun() throws Exception {
        JsonNode acknowledged =
                ask("tasks/cancel", "\"taskId\":\"" + RUN + "\"", true).get("result");
        assertTrue(!acknowledged.has("status"));
        assertEquals("cancelled", get().get("status").textValue());
    }

    @Test
    void unknownTasksAndClientsAreRefused() throws Exception {
        assertEquals(
                -32602,
                ask("tasks/get", "\"taskId\":\"nope\"", true).at("/error/code").intValue());
        JsonNode undeclared =
                ask("tasks/get", "\"taskId\":\"" + RUN + "\"", false).get("error");
        assertEquals(-32021, undeclared.get("code").intValue());
        assertTrue(undeclared.at("/data/requiredCapabilities/extensions").has("io.modelcontextprotocol/tasks"));
        assertEquals(-32601, ask("tasks/list", "", true).at("/error/code").intValue());
    }

    private JsonNode get() throws InterruptedException {
        return ask("tasks/get", "\"taskId\":\"" + RUN + "\"", true).get("result");
    }

    private JsonNode ask(String method, String params, boolean declared) throws InterruptedException {
        String extensions = declared ? "\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}" : "";
        String message = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{"
                + params + (params.isEmpty() ? "" : ",")
                + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{" + extensions + "}}}}";
        conversation.receive(message.getBytes(StandardCharsets.UTF_8), sent::add);
        return sent.poll(10, TimeUnit.SECONDS);
    }

    private Tool tool(String name, Runnable effect) {
        ObjectNode input = JsonNodeFactory.instance.objectNode().put("type", "object");
        input.putObject("properties").putObject("run_id");
        input.withObject("properties").putObject("wait_seconds");
        return new Tool(
                name,
                name,
                name,
                input,
                JsonNodeFactory.instance.objectNode(),
                new Tool.Behaviour(false, false, false),
                (arguments, _) -> {
                    if (!arguments.path("run_id").asText(RUN).equals(RUN)) {
                        return new ToolResult.Advice("there is no such run");
                    }
                    effect.run();
                    ObjectNode answer = JsonNodeFactory.instance.objectNode();
                    answer.putObject("run").put("run_id", RUN).put("status", status);
                    return new ToolResult.Answer(status, answer);
                });
    }
}
