package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.workbench.Menu;
import dev.tracemap.server.workbench.Workbench;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The extension for tasks: a clustering is a task whose id is the run's.
///
/// Nothing is kept here. The run in the store is the state, so a task outlives the connection, this process and its
/// owner.
final class RunTasks {
    static final String EXTENSION = Protocol.PREFIX + "tasks";

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final String STARTS = "run_clustering";
    private static final int POLL_MS = 2_000;
    private static final Pattern BEGUN = Pattern.compile("_(\\d{8}_\\d{6})");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss");

    private final Menu menu;
    private final Workbench workbench;

    RunTasks(Menu menu, Workbench workbench) {
        this.menu = menu;
        this.workbench = workbench;
    }

    /// Whether the call is to become a task: the client declares the extension, and the work is long.
    static boolean takes(Tool tool, RunningCall call) {
        return tool.name().equals(STARTS) && declared(call);
    }

    /// Starts a run and returns at once; what can be answered at once is.
    Reply begin(Tool tool, ObjectNode arguments, RunningCall call) {
        ToolResult started = workbench.call(tool, arguments.deepCopy().put("wait_seconds", 0), call);
        // An estimate has no run.
        if (!(started instanceof ToolResult.Answer(var _, var structured)) || !structured.has("run")) {
            return new Reply.Result(Shapes.of(started));
        }
        JsonNode run = structured.path("run");
        String status = status(run);
        return status.equals("working")
                ? new Reply.Result(task(run, status, "task"))
                : new Reply.Result(Shapes.of(started));
    }

    Reply answer(RunningCall call) {
        String method = call.request().method();
        if (!call.isModern()
                || !(method.equals("tasks/get") || method.equals("tasks/update") || method.equals("tasks/cancel"))) {
            return Failure.unknownMethod(method);
        }
        if (!declared(call)) {
            ObjectNode required = NODES.objectNode();
            required.putObject("extensions").putObject(EXTENSION);
            return Failure.missingCapability(required);
        }
        String id = call.request().params().path("taskId").asText();
        ToolResult state = run(id, call);
        if (!(state instanceof ToolResult.Answer(var _, var structured))) {
            return Failure.invalidParams("there is no task '" + id + "'");
        }
        return switch (method) {
            case "tasks/get" -> new Reply.Result(detailed(state, structured.path("run")));
            case "tasks/cancel" -> cancelled(id, call);
            // A run never asks for input, so there is nothing to update.
            default -> new Reply.Result(NODES.objectNode());
        };
    }

    private ToolResult run(String id, RunningCall call) {
        return on("get_run", NODES.objectNode().put("run_id", id), call)
                .orElseGet(() -> new ToolResult.Advice("no get_run here"));
    }

    private Reply cancelled(String id, RunningCall call) {
        on("cancel_run", NODES.objectNode().put("run_id", id), call);
        return new Reply.Result(NODES.objectNode());
    }

    private Optional<ToolResult> on(String tool, ObjectNode arguments, RunningCall call) {
        return menu.find(tool).map(found -> workbench.call(found, arguments, call));
    }

    /// What a run that failed has to say is the result of the tool, not a fault of the protocol.
    private static ObjectNode detailed(ToolResult state, JsonNode run) {
        String status = status(run);
        ObjectNode task = task(run, status, "complete");
        if (status.equals("completed")) {
            ObjectNode result = Shapes.of(state);
            task.set("result", result.put("isError", run.path("status").asText().equals("failed")));
        }
        return task;
    }

    private static ObjectNode task(JsonNode run, String status, String resultType) {
        String id = run.path("run_id").asText();
        String now = Instant.now().toString();
        ObjectNode task = NODES.objectNode()
                .put("resultType", resultType)
                .put("taskId", id)
                .put("status", status)
                .put("createdAt", begun(id).map(Instant::toString).orElse(now))
                .put("lastUpdatedAt", now)
                .putNull("ttlMs")
                .put("pollIntervalMs", POLL_MS);
        if (status.equals("working")) {
            task.put("statusMessage", run.path("stage").asText());
        }
        return task;
    }

    private static String status(JsonNode run) {
        return switch (run.path("status").asText()) {
            case "complete", "failed" -> "completed";
            case "cancelled" -> "cancelled";
            default -> "working";
        };
    }

    private static Optional<Instant> begun(String runId) {
        Matcher stamp = BEGUN.matcher(runId);
        try {
            return stamp.find()
                    ? Optional.of(LocalDateTime.parse(stamp.group(1), STAMP).toInstant(ZoneOffset.UTC))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean declared(RunningCall call) {
        return call.isModern() && call.capabilities().path("extensions").has(EXTENSION);
    }
}
