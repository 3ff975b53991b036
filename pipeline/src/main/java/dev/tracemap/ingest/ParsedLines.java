package dev.tracemap.ingest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.ingest.convert.Json;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Lines as JSON, parsed ahead on several threads and handed out in their order. How much is held at once is bounded
/// in bytes: a long line is parsed with nothing beside it.
final class ParsedLines {
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int CHUNK_LINES = 512;
    private static final long BYTES_AHEAD = 8L << 20;

    private final Lines lines;
    private final ExecutorService pool;
    private final Deque<Chunk> ahead = new ArrayDeque<>();
    private long bytesAhead;
    private @Nullable Chunk held;
    private boolean ended;
    private @Nullable IOException broken;
    private Iterator<Parsed> current = List.<Parsed>of().iterator();

    ParsedLines(Lines lines, ExecutorService pool) {
        this.lines = lines;
        this.pool = pool;
    }

    /// @param value null when the line is refused for `problem`
    /// @param bytes length of the line
    record Parsed(long number, @Nullable JsonNode value, String problem, long bytes) {}

    private static final class Chunk {
        private final List<Lines.Line> lines = new ArrayList<>();
        private long bytes;
        private @Nullable Future<List<Parsed>> parsed;
    }

    /// The next line that is not blank, or null at the end.
    ///
    /// @throws IOException when the stream broke off, once all that came before has been handed out
    @Nullable
    Parsed next() throws IOException {
        while (!current.hasNext()) {
            fill();
            Chunk chunk = ahead.poll();
            if (chunk == null) {
                if (broken != null) {
                    throw broken;
                }
                return null;
            }
            bytesAhead -= chunk.bytes;
            current = result(chunk).iterator();
        }
        return current.next();
    }

    private void fill() {
        while (!ended || held != null) {
            Chunk chunk = held == null ? read() : held;
            held = null;
            if (!ahead.isEmpty() && bytesAhead + chunk.bytes > BYTES_AHEAD) {
                held = chunk;
                return;
            }
            bytesAhead += chunk.bytes;
            chunk.parsed = pool.submit(() -> parse(chunk.lines));
            ahead.add(chunk);
        }
    }

    private Chunk read() {
        Chunk chunk = new Chunk();
        try {
            while (chunk.bytes < CHUNK_BYTES && chunk.lines.size() < CHUNK_LINES) {
                Lines.Line line = lines.next();
                if (line == null) {
                    ended = true;
                    return chunk;
                }
                chunk.lines.add(line);
                chunk.bytes += line.bytes().length;
            }
        } catch (IOException e) {
            ended = true;
            broken = e;
        }
        return chunk;
    }

    private static List<Parsed> result(Chunk chunk) throws IOException {
        try {
            return chunk.parsed == null ? List.of() : chunk.parsed.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static List<Parsed> parse(List<Lines.Line> lines) {
        Utf8 utf8 = new Utf8();
        List<Parsed> parsed = new ArrayList<>(lines.size());
        for (Lines.Line line : lines) {
            Parsed one = parse(line, utf8);
            if (one != null) {
                parsed.add(one);
            }
        }
        return parsed;
    }

    private static @Nullable Parsed parse(Lines.Line line, Utf8 utf8) {
        if (line.isTooLong()) {
            String problem = "line of %,d bytes; the limit is %d MB".formatted(line.length(), Json.MAX_BYTES >> 20);
            return new Parsed(line.number(), null, problem, 0);
        }
        byte[] bytes = line.bytes();
        int invalid = utf8.firstInvalid(bytes);
        if (invalid >= 0) {
            String problem = "not valid UTF-8 at byte %d of the line (0x%02x)".formatted(invalid + 1, bytes[invalid]);
            return new Parsed(line.number(), null, problem, bytes.length);
        }
        try {
            JsonNode value = Json.MAPPER.readTree(bytes);
            return value.isMissingNode() ? null : new Parsed(line.number(), value, "", bytes.length);
        } catch (IOException e) {
            return new Parsed(line.number(), null, Json.reason(e), bytes.length);
        }
    }
}
