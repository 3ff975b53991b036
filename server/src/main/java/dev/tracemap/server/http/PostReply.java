package dev.tracemap.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.mcp.Message;
import dev.tracemap.server.mcp.Outlet;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// The answer to one POST: plain JSON where the response is all there is, an event stream from the first message
/// that comes before it.
final class PostReply implements Outlet {
    private static final int KEEP_ALIVE_SECONDS = 10;
    private static final byte[] STILL_HERE = ": still at work\n\n".getBytes(StandardCharsets.UTF_8);

    /// Empty where nothing more comes.
    private final BlockingQueue<Optional<ObjectNode>> messages = new LinkedBlockingQueue<>();

    @Override
    public void send(ObjectNode message) {
        messages.add(Optional.of(message));
    }

    @Override
    public void nothingMore() {
        messages.add(Optional.empty());
    }

    /// Writes until the response is out.
    ///
    /// @param status of a response that comes as plain JSON
    /// @throws IOException when the client has gone
    void deliver(Exchange exchange, ToIntFunction<ObjectNode> status) throws IOException, InterruptedException {
        String accepted = exchange.header("Accept").orElse("*/*");
        boolean streams = accepted.contains("text/event-stream") || accepted.contains("*/*");
        boolean plain = accepted.contains("application/json") || accepted.contains("*/*");
        OutputStream stream = null;
        try {
            while (true) {
                Optional<ObjectNode> next = messages.poll(KEEP_ALIVE_SECONDS, TimeUnit.SECONDS);
                if (next == null) {
                    comment(stream);
                } else if (next.isEmpty()) {
                    endWithoutResponse(exchange, stream);
                    return;
                } else {
                    ObjectNode message = next.get();
                    boolean last = !message.has("method");
                    if (last && stream == null && plain) {
                        exchange.answer(status.applyAsInt(message), message);
                        return;
                    }
                    if (stream == null && (streams || last)) {
                        stream = exchange.stream(200, "text/event-stream");
                    }
                    event(stream, message);
                    if (last) {
                        return;
                    }
                }
            }
        } finally {
            if (stream != null) {
                stream.close();
            }
        }
    }

    /// A client that takes no stream hears nothing of messages before the response.
    private static void event(@Nullable OutputStream stream, ObjectNode message) throws IOException {
        if (stream != null) {
            stream.write("event: message\ndata: ".getBytes(StandardCharsets.UTF_8));
            stream.write(Message.bytes(message));
            stream.write("\n\n".getBytes(StandardCharsets.UTF_8));
            stream.flush();
        }
    }

    private static void comment(@Nullable OutputStream stream) throws IOException {
        if (stream != null) {
            stream.write(STILL_HERE);
            stream.flush();
        }
    }

    private static void endWithoutResponse(Exchange exchange, @Nullable OutputStream stream) {
        if (stream == null) {
            exchange.answer(204);
        }
    }
}
