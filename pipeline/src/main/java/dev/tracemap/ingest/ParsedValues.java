package dev.tracemap.ingest;

import dev.tracemap.ingest.ParsedLines.Parsed;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The values of a source whose layout says only as one reads where the next one begins.
interface ParsedValues extends AutoCloseable {

    /// The next one, or null at the end.
    ///
    /// @throws IOException when the source is broken; nothing behind that place can be read
    @Nullable
    Parsed next() throws IOException;

    /// Where the last one began.
    long line();

    /// In words, what all of it suffers from; empty when nothing.
    default String warning() {
        return "";
    }

    @Override
    void close() throws IOException;
}
