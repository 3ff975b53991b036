package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One client: what it has in flight, and whether it opened with `initialize`.
///
/// Tool calls run at the same time, each on a virtual thread of its own; everything else is answered at once, in
/// order.
public final class Conversation {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Protocol protocol;
    private final Map<JsonNode, RunningCall> running = new ConcurrentHashMap<>();
    private final AtomicInteger working = new AtomicInteger();
    private boolean initialized;

    public Conversation(Protocol protocol) {
        this.protocol = protocol;
    }

    /// Takes one message.
    ///
    /// @param outlet gets responses and notifications, from any thread
    public void receive(byte[] bytes, Consumer<ObjectNode> outlet) {
        switch (Message.parse(bytes)) {
            case Message.Request request -> receive(request, outlet);
            case Message.Notification notification -> receive(notification);
            case Message.Unasked() -> {}
            case Message.Malformed(var id, var why) -> outlet.accept(response(id, why));
        }
    }

    /// Ends the conversation: waiting tools are told to answer with what they have, and what has not answered
    /// when the patience is used up gets an answer that says so.
    public void end(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        running.values().forEach(RunningCall::abandon);
        while (working.get() > 0 && System.nanoTime() < deadline) {
            Thread.sleep(5);
        }
        running.values().forEach(call -> call.answer(protocol.interrupted(call.request())));
    }

    private void receive(Message.Request request, Consumer<ObjectNode> outlet) {
        RunningCall call = new RunningCall(request, outlet);
        if (running.putIfAbsent(request.id(), call) != null) {
            outlet.accept(response(request.id(), Failure.invalid("a request with this id is still in flight")));
            return;
        }
        working.incrementAndGet();
        if (request.method().equals("tools/call")) {
            boolean opened = initialized;
            Thread.ofVirtual().name("call-" + request.id()).start(() -> carryOut(call, opened));
        } else {
            carryOut(call, initialized);
            initialized |= request.method().equals("initialize");
        }
    }

    private void carryOut(RunningCall call, boolean opened) {
        try {
            Reply reply = protocol.answer(call.request(), opened, call);
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
    static ObjectNode response(@Nullable JsonNode id, Reply reply) {
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
