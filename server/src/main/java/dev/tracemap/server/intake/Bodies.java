package dev.tracemap.server.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.server.http.Exchange;
import dev.tracemap.server.http.Refused;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

/// Reads bodies, plain or compressed, no more of them at once than there is memory for.
final class Bodies {
    /// Of a body, before and after decompression.
    static final int MOST_BYTES = 32 << 20;

    private static final int UNKNOWN_BYTES = 4 << 20;
    private static final int MOST_KILOBYTES = 128 << 10;
    private static final int EXPANSION = 8;
    private static final int PATIENCE_SECONDS = 5;

    private final Semaphore room = new Semaphore(MOST_KILOBYTES);

    /// What is done with a body.
    interface Work {
        void on(byte[] body) throws Refused, IOException, InterruptedException;
    }

    /// @throws Refused when the body is too large or damaged, or too many are being read
    void read(Exchange exchange, Work work) throws Refused, IOException, InterruptedException {
        String encoding = exchange.header("Content-Encoding").orElse("").toLowerCase(Locale.ROOT);
        int kilobytes = 1 + (expected(exchange, !encoding.isEmpty()) >> 10);
        if (!room.tryAcquire(kilobytes, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            exchange.discardBody();
            throw new Refused(503, "too much is being read at once; try again in a moment");
        }
        try {
            work.on(plain(exchange.body(MOST_BYTES), encoding));
        } finally {
            room.release(kilobytes);
        }
    }

    private static int expected(Exchange exchange, boolean compressed) {
        try {
            long length = Long.parseLong(exchange.header("Content-Length").orElse(""));
            return Math.clamp(length * (compressed ? EXPANSION : 1), 0, MOST_BYTES);
        } catch (NumberFormatException e) {
            return UNKNOWN_BYTES;
        }
    }

    /// Some clients compress without saying so in the header.
    private static byte[] plain(byte[] body, String encoding) throws Refused, IOException {
        boolean gzip = body.length > 2 && (body[0] & 0xff) == 0x1f && (body[1] & 0xff) == 0x8b;
        if (!gzip && (encoding.isEmpty() || encoding.equals("identity"))) {
            return body;
        }
        if (!gzip && !encoding.equals("deflate")) {
            throw new Refused(
                    encoding.equals("gzip") ? 400 : 415,
                    encoding.equals("gzip")
                            ? "the body is not gzip"
                            : "the encoding '" + encoding + "' is not known; send gzip, deflate or plain");
        }
        try (InputStream raw = new ByteArrayInputStream(body);
                InputStream in = gzip ? new GZIPInputStream(raw) : new InflaterInputStream(raw)) {
            ByteArrayOutputStream out = new ByteArrayOutputStream(Math.max(512, body.length * 2));
            byte[] piece = new byte[1 << 14];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                out.write(piece, 0, read);
                if (out.size() > MOST_BYTES) {
                    throw new Refused(413, "the body is larger than " + (MOST_BYTES >> 20) + " MB when unpacked");
                }
            }
            return out.toByteArray();
        } catch (ZipException | EOFException e) {
            throw new Refused(400, "the compressed body is damaged: " + e.getMessage());
        }
    }

    static JsonNode json(byte[] body) throws Refused, IOException {
        try {
            JsonNode json = Json.MAPPER.readTree(body);
            if (json == null || json.isMissingNode()) {
                throw new Refused(400, "the body is empty");
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new Refused(400, "the body is " + Json.reason(e));
        }
    }
}
