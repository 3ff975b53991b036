package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.tools.Call;
import java.util.function.Consumer;

/// A request in flight: its progress goes out while it runs, its answer once, and nothing after that.
final class RunningCall implements Call {
    private static final long QUIET_NANOS = 100_000_000;

    private final Message.Request request;
    private final Consumer<ObjectNode> outlet;
    private final JsonNode progressToken;
    private volatile boolean abandoned;
    private boolean over;
    private double furthest = -1;
    private long lastSent;

    RunningCall(Message.Request request, Consumer<ObjectNode> outlet) {
        this.request = request;
        this.outlet = outlet;
        this.progressToken = request.meta().path("progressToken");
    }

    Message.Request request() {
        return request;
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
        outlet.accept(Conversation.notification("notifications/progress", params));
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
    }

    /// Sends the answer, unless one was sent or the request was cancelled.
    synchronized void answer(Reply reply) {
        if (!over) {
            over = !(reply instanceof Reply.Stream);
            outlet.accept(Conversation.response(request.id(), reply));
        }
    }
}
