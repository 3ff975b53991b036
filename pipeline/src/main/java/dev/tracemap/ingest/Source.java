package dev.tracemap.ingest;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// One file, or standard input, with gzip taken off. Gzip is told by its first bytes, not by the name.
final class Source {
    /// Enough to see what a file is, even when its first line is long.
    static final int HEAD = 1 << 20;

    private static final int BUFFER = 1 << 16;

    private final String name;
    private final @Nullable Path path;
    private final Instant written;
    private final CountingInput raw = new CountingInput();
    private final InputStream standardInput;
    private @Nullable InputStream again;

    private Source(String name, @Nullable Path path, InputStream standardInput, Instant written) {
        this.name = name;
        this.path = path;
        this.standardInput = standardInput;
        this.written = written;
    }

    static Source of(Path path) throws IOException {
        return new Source(
                path.toString(),
                path,
                InputStream.nullInputStream(),
                Files.getLastModifiedTime(path).toInstant());
    }

    static Source standardInput(InputStream in, Instant now) {
        return new Source("-", null, in, now);
    }

    String name() {
        return name;
    }

    Instant written() {
        return written;
    }

    /// On disk; -1 for standard input.
    long size() throws IOException {
        return path == null ? -1 : Files.size(path);
    }

    /// Compressed bytes read since the last opening.
    long bytesRead() {
        return raw.count;
    }

    /// The beginning of the content, up to [#HEAD] bytes; shorter when the gzip stream breaks off.
    byte[] head() throws IOException {
        if (path != null) {
            try (InputStream in = open()) {
                return readTolerantly(in);
            }
        }
        InputStream in = open();
        byte[] head = readTolerantly(in);
        again = new SequenceInputStream(new ByteArrayInputStream(head), in);
        return head;
    }

    /// The content from its beginning. Standard input can be opened again after [#head] only.
    InputStream open() throws IOException {
        InputStream replay = again;
        again = null;
        if (replay != null) {
            return replay;
        }
        return plain(raw.start(path == null ? standardInput : Files.newInputStream(path)));
    }

    /// Nothing may buffer behind the decompressor: when the stream breaks off, a buffer would take the last good bytes
    /// with it.
    private static InputStream plain(InputStream raw) throws IOException {
        BufferedInputStream in = new BufferedInputStream(raw, BUFFER);
        in.mark(2);
        boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
        in.reset();
        return gzip ? new GZIPInputStream(in, BUFFER) : in;
    }

    private static byte[] readTolerantly(InputStream in) {
        byte[] head = new byte[HEAD];
        int length = 0;
        try {
            for (int n = in.read(head); n > 0; n = in.read(head, length, HEAD - length)) {
                length += n;
            }
        } catch (IOException e) {
            // A stream that breaks off is reported when it is read in earnest.
        }
        return Arrays.copyOf(head, length);
    }

    private static final class CountingInput extends InputStream {
        private InputStream in = InputStream.nullInputStream();
        private long count;

        InputStream start(InputStream next) {
            in = next;
            count = 0;
            return this;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = in.read(buffer, offset, length);
            count += Math.max(n, 0);
            return n;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
