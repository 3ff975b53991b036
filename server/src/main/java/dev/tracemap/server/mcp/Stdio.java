package dev.tracemap.server.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One client on standard input and output, a message a line.
public final class Stdio {
    private static final int LONGEST_LINE = 64 << 20;
    /// The process is to be gone within a second of the end of input.
    private static final Duration PATIENCE = Duration.ofMillis(450);

    private final InputStream in;
    private final OutputStream out;

    public Stdio(InputStream in, OutputStream out) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.out = out;
    }

    /// Serves until the input ends and what was in flight has been answered.
    public void serve(Protocol protocol) throws IOException, InterruptedException {
        Conversation conversation = new Conversation(protocol);
        try {
            for (byte[] line = readLine(); line != null; line = readLine()) {
                if (line.length > 0) {
                    conversation.receive(line, this::write);
                }
            }
        } finally {
            conversation.end(PATIENCE);
        }
    }

    /// The next line without its end, cut beyond the longest we take (which then is not valid JSON); null at the
    /// end.
    private byte @Nullable [] readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        int next;
        while ((next = in.read()) >= 0 && next != '\n') {
            if (line.size() < LONGEST_LINE && next != '\r') {
                line.write(next);
            }
        }
        return next < 0 && line.size() == 0 ? null : line.toByteArray();
    }

    private void write(ObjectNode message) {
        byte[] bytes = Message.bytes(message);
        synchronized (out) {
            try {
                out.write(bytes);
                out.write('\n');
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException("the client does not read any more", e);
            }
        }
    }
}
