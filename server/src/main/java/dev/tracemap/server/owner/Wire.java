package dev.tracemap.server.owner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/// A connection that carries frames, each way in order. Sending is safe from any thread, receiving is for one.
final class Wire implements AutoCloseable {
    /// Answers can hold large traces, and the other side has proved that it is ours.
    private static final StreamReadConstraints LARGE =
            StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build();

    private static final int STRANGERS_LINE = 4096;
    private static final ObjectMapper MAPPER =
            new ObjectMapper(JsonFactory.builder().streamReadConstraints(LARGE).build());

    private final Socket socket;
    private final InputStream in;
    private int longest = STRANGERS_LINE;
    private final OutputStream out;

    Wire(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
        this.out = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
    }

    /// How long a receive may take while the other side has not proved itself.
    void distrust(int millis) throws IOException {
        socket.setSoTimeout(millis);
    }

    /// The other side is ours: it may take its time and send lines of any length.
    void trust() throws IOException {
        socket.setSoTimeout(0);
        longest = Integer.MAX_VALUE - 8;
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
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                return null;
            }
            if (line.size() == longest) {
                throw new IOException("the line does not end");
            }
            line.write(next);
        }
        return Frame.of(MAPPER.readTree(line.toByteArray()));
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
