package dev.tracemap.ingest;

import dev.tracemap.ingest.convert.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Splits a stream into lines of bytes with their numbers. A line that is too long is passed over without being held.
final class Lines {
    private static final int CHUNK = 1 << 16;

    private final InputStream in;
    private final byte[] chunk = new byte[CHUNK];
    private byte[] line = new byte[CHUNK];
    private int position;
    private int limit;
    private long number;
    private @Nullable IOException broken;

    Lines(InputStream in) {
        this.in = in;
    }

    /// @param bytes empty when `length` is above [Json#MAX_BYTES]
    /// @param length of the line as it stands in the source
    record Line(long number, byte[] bytes, long length) {
        boolean isTooLong() {
            return length > Json.MAX_BYTES;
        }
    }

    /// The next line without its end, or null at the end of the stream. When the stream breaks off, what was read of
    /// its last line comes first and the exception at the next call.
    @Nullable
    Line next() throws IOException {
        if (broken != null) {
            throw broken;
        }
        long length = 0;
        boolean any = false;
        while (position < limit || fill()) {
            any = true;
            int end = position;
            while (end < limit && chunk[end] != '\n') {
                end++;
            }
            append(length, end - position);
            length += end - position;
            boolean found = end < limit;
            position = found ? end + 1 : end;
            if (found) {
                return line(length);
            }
        }
        if (any) {
            return line(length);
        }
        if (broken != null) {
            throw broken;
        }
        return null;
    }

    long number() {
        return number;
    }

    private Line line(long length) {
        number++;
        if (length > Json.MAX_BYTES) {
            line = new byte[CHUNK];
            return new Line(number, new byte[0], length);
        }
        int end = (int) length;
        if (end > 0 && line[end - 1] == '\r') {
            end--;
        }
        int start =
                number == 1 && end >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF
                        ? 3
                        : 0;
        return new Line(number, Arrays.copyOfRange(line, start, end), length);
    }

    private void append(long length, int more) {
        if (length + more > Json.MAX_BYTES) {
            return;
        }
        int at = (int) length;
        if (at + more > line.length) {
            line = Arrays.copyOf(line, Math.min(Json.MAX_BYTES, Math.max(at + more, line.length * 2)));
        }
        System.arraycopy(chunk, position, line, at, more);
    }

    private boolean fill() {
        position = 0;
        limit = 0;
        try {
            int n = in.read(chunk, 0, CHUNK);
            limit = Math.max(n, 0);
            return n > 0;
        } catch (IOException e) {
            broken = e;
            return false;
        }
    }
}
