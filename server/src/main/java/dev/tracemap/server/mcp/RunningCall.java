package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.tools.Call;
import java.util.Optional;

/// A request in flight: its progress goes out while it runs, its answer once, and nothing after that.
public final class RunningCall implements Call {
    private static final long QUIET_NANOS = 100_000_000;

    private final Message.Request request;
    private final Conversation client;
    private final Outlet outlet;
    private final JsonNode progressToken;
    private volatile boolean abandoned;
    private boolean over;
    private double furthest = -1;
    private long lastSent;

    RunningCall(Message.Request request, Conversation client, Outlet outlet) {
        this.request = request;
        this.client = client;
        this.outlet = outlet;
        this.progressToken = request.meta().path("progressToken");
    }

    public Message.Request request() {
        return request;
    }

    public boolean isModern() {
        return Protocol.isModern(request);
    }

    /// What the client says it can do; empty where it said nothing.
    public JsonNode capabilities() {
        return isModern() ? request.meta().path(Protocol.PREFIX + "clientCapabilities") : client.capabilities();
    }

    /// Values that do not grow are held back, because the protocol wants progress to increase.
    @Override
    public synchronized void progress(double done, String message) {
        boolean wanted = progressToken.isTextual() || progressToken.isIntegralNumber();
        boolean soon = furthest >= 0 && System.nanoTime() - lastSent < QUIET_NANOS;
        if (!wanted || over || done <= furthest || (soon && done < 1)) {
            return;
        }
        furthest = done;
        lastSent = System.nanoTime();
        ObjectNode params = JsonNodeFactory.instance.objectNode();
        params.set("progressToken", progressToken);
        params.put("progress", done).put("total", 1).put("message", message);
        outlet.send(Conversation.notification("notifications/progress", params));
    }

    /// Sends a log message to a legacy client that wants messages of this level.
    public synchronized void log(String level, String text) {
        if (!over && !isModern() && client.wants(level)) {
            outlet.send(Conversation.notification(
                    "notifications/message",
                    JsonNodeFactory.instance.objectNode().put("level", level).put("data", text)));
        }
    }

    /// From now on the client gets log messages of this level and above.
    public Reply listenFrom(String level) {
        return client.listenFrom(level);
    }

    /// Asks a legacy client for something while its request waits; empty when it refuses, goes away or takes too
    /// long.
    public Optional<JsonNode> ask(String method, ObjectNode params) throws InterruptedException {
        return client.ask(method, params, outlet);
    }

    @Override
    public boolean abandoned() {
        return abandoned;
    }

    /// The client will not wait much longer, but an answer still reaches it.
    void abandon() {
        abandoned = true;
    }

    /// The client does not want the answer any more; it gets none.
    synchronized void cancel() {
        abandoned = true;
        over = true;
        outlet.nothingMore();
    }

    /// Sends the answer, unless one was sent or the request was cancelled.
    synchronized void answer(Reply reply) {
        if (!over) {
            over = !(reply instanceof Reply.Stream);
            outlet.send(Conversation.response(request.id(), reply));
        }
    }
}
