package dev.tracemap.server.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.mcp.Failure;
import dev.tracemap.server.mcp.Reply;
import dev.tracemap.server.mcp.RunningCall;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The suite's tools that become tasks.
final class FixtureTasks {
    static final List<String> NAMES = List.of(
            "slow_compute",
            "failing_job",
            "protocol_error_job",
            "confirm_delete",
            "multi_input",
            "test_tool_with_task");
    private static final String EXTENSION = "io.modelcontextprotocol/tasks";

    private final Map<String, Task> tasks = new ConcurrentHashMap<>();

    /// Calls of one tool; what it waits for is time or answers.
    private static final class Task {
        private final String id = UUID.randomUUID().toString();
        private final Instant created = Instant.now();
        private final Instant due;
        private final ObjectNode questions;
        private final Reply outcome;
        private boolean cancelled;

        Task(double seconds, ObjectNode questions, Reply outcome) {
            this.due = created.plusMillis(Math.round(seconds * 1000));
            this.questions = questions;
            this.outcome = outcome;
        }

        synchronized String status() {
            if (cancelled) {
                return "cancelled";
            }
            if (!questions.isEmpty()) {
                return "input_required";
            }
            if (Instant.now().isBefore(due)) {
                return "working";
            }
            return outcome instanceof Failure ? "failed" : "completed";
        }

        synchronized void cancel() {
            cancelled |= List.of("working", "input_required").contains(status());
        }

        synchronized void answer(JsonNode responses) {
            for (Iterator<String> pending = questions.fieldNames(); pending.hasNext(); ) {
                if (responses.has(pending.next())) {
                    pending.remove();
                }
            }
        }

        synchronized ObjectNode described(String resultType) {
            return Json.empty()
                    .put("resultType", resultType)
                    .put("taskId", id)
                    .put("status", status())
                    .put("createdAt", created.toString())
                    .put("lastUpdatedAt", Instant.now().toString())
                    .put("ttlMs", 600_000)
                    .put("pollIntervalMs", 200);
        }

        synchronized ObjectNode detailed() {
            ObjectNode detailed = described("complete");
            switch (status()) {
                case "input_required" -> detailed.set("inputRequests", questions.deepCopy());
                case "completed" -> detailed.set("result", ((Reply.Result) outcome).value());
                case "failed" -> {
                    Failure failure = (Failure) outcome;
                    detailed.putObject("error").put("code", failure.code()).put("message", failure.message());
                }
                default -> {}
            }
            return detailed;
        }
    }

    Reply begin(String name, ObjectNode arguments, RunningCall call) throws InterruptedException {
        boolean declared = declared(call);
        if (!declared && !name.equals("slow_compute")) {
            return needed();
        }
        double seconds = arguments.path("seconds").asDouble(0);
        if (!declared) {
            TimeUnit.MILLISECONDS.sleep(Math.round(seconds * 1000));
            return Json.said("computed");
        }
        Task task =
                switch (name) {
                    case "failing_job" -> new Task(1, Json.empty(), failed());
                    case "protocol_error_job" -> new Task(0, Json.empty(), new Failure(-32603, "It broke", null));
                    case "confirm_delete" -> new Task(0, questions("confirm"), Json.said("deleted"));
                    case "multi_input" -> new Task(0, questions("name", "confirm"), Json.said("both were given"));
                    case "test_tool_with_task" -> greeting(call);
                    default -> new Task(seconds, Json.empty(), Json.said("computed"));
                };
        if (task == null) {
            return FixtureQuestions.inputRequired(
                    Json.empty().set("user_name", FixtureQuestions.elicitation("What is your name?", "name")));
        }
        tasks.put(task.id, task);
        return new Reply.Result(task.described("task"));
    }

    /// Whether the request is about a task that was begun here.
    boolean knows(RunningCall call) {
        return call.isModern() && find(call).isPresent();
    }

    Reply answer(RunningCall call) {
        if (!declared(call)) {
            return needed();
        }
        Task task = find(call).orElseThrow();
        return switch (call.request().method()) {
            case "tasks/get" -> new Reply.Result(task.detailed());
            case "tasks/cancel" -> {
                task.cancel();
                yield new Reply.Result(Json.empty());
            }
            case "tasks/update" -> {
                task.answer(call.request().params().path("inputResponses"));
                yield new Reply.Result(Json.empty());
            }
            default -> Failure.unknownMethod(call.request().method());
        };
    }

    private Optional<Task> find(RunningCall call) {
        return Optional.ofNullable(
                tasks.get(call.request().params().path("taskId").asText()));
    }

    private static @Nullable Task greeting(RunningCall call) {
        String name = call.request()
                .params()
                .path("inputResponses")
                .path("user_name")
                .path("content")
                .path("name")
                .asText();
        return name.isEmpty() ? null : new Task(0.2, Json.empty(), Json.said("Hello, " + name + "!"));
    }

    private static ObjectNode questions(String... fields) {
        ObjectNode questions = Json.empty();
        for (String field : fields) {
            questions.set(UUID.randomUUID().toString(), FixtureQuestions.elicitation("Please give " + field, field));
        }
        return questions;
    }

    private static Reply failed() {
        Reply.Result result = (Reply.Result) Json.said("The job failed.");
        result.value().put("isError", true);
        return result;
    }

    private static Reply needed() {
        ObjectNode required = Json.empty();
        required.putObject("extensions").putObject(EXTENSION);
        return Failure.missingCapability(required);
    }

    private static boolean declared(RunningCall call) {
        return call.isModern() && call.capabilities().path("extensions").has(EXTENSION);
    }
}
