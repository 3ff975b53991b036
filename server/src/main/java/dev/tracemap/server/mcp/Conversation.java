package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One client: what it has in flight, what it was asked, and whether it opened with `initialize`.
///
/// What may take time runs on a virtual thread of its own; everything else is answered at once, in order.
public final class Conversation {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> SLOW = Set.of(
            "tools/call",
            "resources/read",
            "prompts/get",
            "completion/complete",
            "tasks/get",
            "tasks/update",
            "tasks/cancel");
    private static final List<String> LEVELS =
            List.of("debug", "info", "notice", "warning", "error", "critical", "alert", "emergency");
    private static final Duration CLIENTS_TIME = Duration.ofSeconds(60);

    private final Protocol protocol;
    private final Map<JsonNode, RunningCall> running = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Optional<JsonNode>>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private final AtomicInteger working = new AtomicInteger();
    private volatile boolean initialized;
    private volatile JsonNode capabilities = NODES.objectNode();
    private volatile String level = "info";

    public Conversation(Protocol protocol) {
        this.protocol = protocol;
    }

    /// Takes one message.
    ///
    /// @param outlet gets responses and notifications, from any thread
    public void receive(byte[] bytes, Outlet outlet) {
        receive(Message.parse(bytes), outlet);
    }

    /// Takes one message that has been read already.
    public void receive(Message message, Outlet outlet) {
        switch (message) {
            case Message.Request request -> receive(request, outlet);
            case Message.Notification notification -> receive(notification);
            case Message.Answer(var id, var result) -> answered(id, result);
            case Message.Malformed(var id, var why) -> outlet.send(response(id, why));
        }
    }

    /// Whether something is still to be answered.
    public boolean isBusy() {
        return working.get() > 0;
    }

    /// Ends the conversation: waiting tools are told to answer with what they have, and what has not answered
    /// when the patience is used up gets an answer that says so.
    public void end(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        running.values().forEach(RunningCall::abandon);
        asked.values().forEach(question -> question.complete(Optional.empty()));
        while (working.get() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        running.values().forEach(call -> call.answer(protocol.interrupted(call.request())));
    }

    /// What the client declared in `initialize`.
    JsonNode capabilities() {
        return capabilities;
    }

    boolean wants(String messageLevel) {
        return LEVELS.indexOf(messageLevel) >= LEVELS.indexOf(level);
    }

    /// The client wants to hear of nothing below this level.
    Reply listenFrom(String wanted) {
        if (!LEVELS.contains(wanted)) {
            return Failure.invalidParams("\"level\" must be one of " + String.join(", ", LEVELS));
        }
        level = wanted;
        return new Reply.Result(NODES.objectNode());
    }

    Optional<JsonNode> ask(String method, ObjectNode params, Outlet outlet) throws InterruptedException {
        String id = "tracemap-" + questions.incrementAndGet();
        CompletableFuture<Optional<JsonNode>> answer = new CompletableFuture<>();
        asked.put(id, answer);
        try {
            ObjectNode question = notification(method, params);
            outlet.send(question.put("id", id));
            return answer.get(CLIENTS_TIME.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } finally {
            asked.remove(id);
        }
    }

    private void answered(@Nullable JsonNode id, @Nullable JsonNode result) {
        CompletableFuture<Optional<JsonNode>> question = id == null ? null : asked.get(id.asText());
        if (question != null) {
            question.complete(Optional.ofNullable(result));
        }
    }

    private void receive(Message.Request request, Outlet outlet) {
        RunningCall call = new RunningCall(request, this, outlet);
        if (running.putIfAbsent(request.id(), call) != null) {
            outlet.send(response(request.id(), Failure.invalid("a request with this id is still in flight")));
            return;
        }
        working.incrementAndGet();
        if (SLOW.contains(request.method())) {
            boolean opened = initialized;
            Thread.ofVirtual().name("call-" + request.id()).start(() -> carryOut(call, opened));
        } else {
            boolean opened = initialized;
            if (request.method().equals("initialize") && !Protocol.isModern(request)) {
                capabilities = request.params().path("capabilities");
                initialized = true;
            }
            carryOut(call, opened);
        }
    }

    private void carryOut(RunningCall call, boolean opened) {
        try {
            Reply reply = protocol.answer(call, opened);
            if (!(reply instanceof Reply.Stream)) {
                // Before the answer is out, because the client may use the id again as soon as it has it.
                running.remove(call.request().id(), call);
            }
            call.answer(reply);
        } finally {
            working.decrementAndGet();
        }
    }

    private void receive(Message.Notification notification) {
        if (notification.method().equals("notifications/cancelled")) {
            RunningCall call = running.remove(notification.params().path("requestId"));
            if (call != null) {
                call.cancel();
            }
        }
    }

    static ObjectNode notification(String method, ObjectNode params) {
        ObjectNode message = NODES.objectNode().put("jsonrpc", "2.0").put("method", method);
        message.set("params", params);
        return message;
    }

    /// @param id absent where the request was too malformed to have one
    public static ObjectNode response(@Nullable JsonNode id, Reply reply) {
        ObjectNode message = NODES.objectNode().put("jsonrpc", "2.0");
        if (id != null) {
            message.set("id", id);
        }
        switch (reply) {
            case Reply.Result(var value) -> message.set("result", value);
            case Reply.Stream(var acknowledgement) -> {
                return notification("notifications/subscriptions/acknowledged", acknowledgement);
            }
            case Failure(int code, String text, var data) -> {
                ObjectNode error = message.putObject("error").put("code", code).put("message", text);
                if (data != null) {
                    error.set("data", data);
                }
            }
        }
        return message;
    }
}
