package dev.tracemap.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.tracemap.ingest.ParsedLines.Parsed;
import dev.tracemap.ingest.convert.Json;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/// One JSON value over many lines. The elements of an outermost array come one by one, so that a long array needs no
/// more memory than its longest element.
final class ParsedDocument implements ParsedValues {
    private static final ObjectReader ELEMENTS =
            Json.MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final Budget in;
    private final JsonParser parser;
    private long line = 1;

    ParsedDocument(InputStream in) throws IOException {
        this.in = new Budget(in);
        this.parser = Json.MAPPER.createParser(this.in);
    }

    @Override
    public @Nullable Parsed next() throws IOException {
        JsonToken token = parser.nextToken();
        while (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
            token = parser.nextToken();
        }
        if (token == null) {
            return null;
        }
        line = parser.currentTokenLocation().getLineNr();
        long before = in.total;
        in.left = Json.MAX_BYTES;
        JsonNode value = ELEMENTS.readTree(parser);
        return new Parsed(line, value, "", in.total - before);
    }

    @Override
    public long line() {
        return line;
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    /// Refuses to read on when one element takes too much.
    private static final class Budget extends FilterInputStream {
        private long left = Json.MAX_BYTES;
        private long total;

        Budget(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            spend(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int n = super.read(buffer, offset, length);
            spend(Math.max(n, 0));
            return n;
        }

        private void spend(int bytes) throws IOException {
            total += bytes;
            left -= bytes;
            if (left < 0) {
                throw new IOException("an element is longer than " + (Json.MAX_BYTES >> 20) + " MB");
            }
        }
    }
}
