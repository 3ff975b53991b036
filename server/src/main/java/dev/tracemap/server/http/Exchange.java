package dev.tracemap.server.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.mcp.Message;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Fields;

/// One request with its answer, as a [Route.Door] sees them.
public final class Exchange {
    /// What a client has to send its body; an idle connection is given up much sooner.
    private static final Duration BODY_TIME = Duration.ofSeconds(30);
    /// What is read and thrown away of a body that is too large, so that the client comes to read why.
    private static final long MOST_DISCARDED = 256L << 20;

    private final Request request;
    private final Response response;
    private long team;

    Exchange(Request request, Response response) {
        this.request = request;
        this.response = response;
    }

    /// Whose data the client may see; none behind doors that ask for no token.
    public long team() {
        return team;
    }

    void enter(long as) {
        team = as;
    }

    public String method() {
        return request.getMethod();
    }

    /// Decoded and without `..`.
    public String path() {
        return Request.getPathInContext(request);
    }

    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeaders().get(name));
    }

    public Optional<String> query(String name) {
        Fields.Field field = Request.extractQueryParameters(request).get(name);
        return field == null ? Optional.empty() : Optional.ofNullable(field.getValue());
    }

    /// The whole body.
    ///
    /// @param most bytes
    /// @throws Refused when it is larger, or does not come in time
    public byte[] body(int most) throws Refused, IOException {
        boolean tooLarge = request.getLength() > most;
        if (tooLarge && request.getHeaders().contains(HttpHeader.EXPECT)) {
            throw tooLarge(most);
        }
        byte[] body = new byte[tooLarge ? 0 : (int) Math.max(512, request.getLength())];
        long deadline = System.nanoTime() + BODY_TIME.toNanos();
        int seen = 0;
        try (InputStream in = Content.Source.asInputStream(request)) {
            while (!tooLarge) {
                if (seen == body.length) {
                    int next = in.read();
                    if (next < 0) {
                        return body;
                    }
                    body = Arrays.copyOf(body, 2 * seen);
                    body[seen++] = (byte) next;
                }
                int read = in.read(body, seen, body.length - seen);
                if (read < 0) {
                    return Arrays.copyOf(body, seen);
                }
                seen += read;
                tooLarge = seen > most;
                inTime(deadline);
            }
            discard(in, deadline);
        }
        throw tooLarge(most);
    }

    /// Reads the body and throws it away: who is refused while still sending sees a broken connection and no answer.
    ///
    /// @throws Refused when it does not come in time
    public void discardBody() throws Refused, IOException {
        if (!request.getHeaders().contains(HttpHeader.EXPECT)) {
            try (InputStream in = Content.Source.asInputStream(request)) {
                discard(in, System.nanoTime() + BODY_TIME.toNanos());
            }
        }
    }

    private static void discard(InputStream in, long deadline) throws Refused, IOException {
        byte[] piece = new byte[1 << 14];
        long seen = 0;
        for (int read = in.read(piece); read >= 0 && seen < MOST_DISCARDED; read = in.read(piece)) {
            seen += read;
            inTime(deadline);
        }
    }

    private static void inTime(long deadline) throws Refused {
        if (System.nanoTime() > deadline) {
            throw new Refused(408, "the body did not come within " + BODY_TIME.toSeconds() + " s");
        }
    }

    /// Sets a header of the answer; before the answer.
    public void set(String name, String value) {
        response.getHeaders().put(name, value);
    }

    public void answer(int status, ObjectNode json) throws IOException {
        answer(status, "application/json", Message.bytes(json));
    }

    public void answer(int status, String contentType, byte[] body) throws IOException {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
        try (OutputStream out = Content.Sink.asOutputStream(response)) {
            out.write(body);
        }
    }

    /// An answer without a body.
    public void answer(int status) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, 0);
    }

    /// An answer whose body is written bit by bit; each flush reaches the client.
    public OutputStream stream(int status, String contentType) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, contentType);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-cache, no-transform");
        response.getHeaders().put("X-Accel-Buffering", "no");
        return Content.Sink.asOutputStream(response);
    }

    private static Refused tooLarge(int most) {
        return new Refused(413, "the body is larger than the " + (most >> 20) + " MB that are taken here");
    }
}
