package dev.tracemap.server.owner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/// A connection that carries frames, each way in order. Sending is safe from any thread, receiving is for one.
final class Wire implements AutoCloseable {
    /// Answers can hold large traces, and the other side has proved that it is ours.
    private static final StreamReadConstraints LARGE =
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build();

    private static final ObjectMapper MAPPER =
            new ObjectMapper(JsonFactory.builder().streamReadConstraints(LARGE).build());

    private final Socket socket;
    private final JsonParser in;
    private final OutputStream out;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = MAPPER.createParser(socket.getInputStream());
        this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    }

    /// How long a receive may take; 0 = for ever.
    void patience(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    void send(Frame frame) throws IOException {
        synchronized (out) {
            JsonGenerator generator = MAPPER.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            MAPPER.writeTree(generator, frame.toJson());
            out.write('\n');
            out.flush();
        }
    }

    /// The next frame, or null when the other side is gone.
    @Nullable
    Frame receive() throws IOException {
        JsonNode node = MAPPER.readTree(in);
        return node == null ? null : Frame.of(node);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed for us either way.
        }
    }
}
