package dev.tracemap.ingest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.ingest.ParsedLines.Parsed;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Converter;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.trace.Event;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/// Reads sources through their converters, prices the events and passes them on in batches.
final class Intake {
    private static final int BATCH_EVENTS = 2000;
    private static final long BATCH_BYTES = 16L << 20;
    private static final Instant OLDEST = Instant.parse("2000-01-01T00:00:00Z");

    private final PriceTable prices;
    private final EventSink sink;
    private final ExecutorService pool;
    private final Tally tally;
    private final Instant newest;
    private final Runnable afterBatch;
    private final List<Event> batch = new ArrayList<>();
    private @Nullable Format batchFormat;
    private long batchBytes;

    /// @param newest events after this are in the future
    Intake(PriceTable prices, EventSink sink, ExecutorService pool, Tally tally, Instant newest, Runnable afterBatch) {
        this.prices = prices;
        this.sink = sink;
        this.pool = pool;
        this.tally = tally;
        this.newest = newest;
        this.afterBatch = afterBatch;
    }

    void read(Source source, Format format, Layout layout, Converter converter) {
        tally.file(format);
        Reading reading = new Reading(source.name(), format, converter);
        try (InputStream in = source.open()) {
            switch (layout) {
                case LINES -> reading.lines(in);
                case DOCUMENT -> reading.values(new ParsedDocument(in));
                case TABLE -> reading.values(new ParsedTable(in));
            }
        } catch (IOException e) {
            tally.error(source.name(), null, Json.reason(e));
        }
        reading.warn();
    }

    /// Takes what converters held back until the end of their source.
    void finish(Source source, Format format, Converter converter) {
        Reading reading = new Reading(source.name(), format, converter);
        reading.take(converter.finish(), null, 0);
        reading.warn();
    }

    void flush() {
        Format format = batchFormat;
        if (format != null && !batch.isEmpty()) {
            List<Event> offered = List.copyOf(batch);
            batch.clear();
            batchBytes = 0;
            tally.accepted(format, sink.accept(offered), offered.size());
            afterBatch.run();
        }
    }

    long events() {
        return tally.settled() + batch.size();
    }

    /// One source on its way through its converter.
    private final class Reading {
        private final String file;
        private final Format format;
        private final Converter converter;
        private int odd;
        private @Nullable Event firstOdd;

        Reading(String file, Format format, Converter converter) {
            this.file = file;
            this.format = format;
            this.converter = converter;
        }

        void lines(InputStream in) {
            Lines source = new Lines(in);
            ParsedLines lines = new ParsedLines(source, pool);
            try {
                for (Parsed parsed = lines.next(); parsed != null; parsed = lines.next()) {
                    take(parsed);
                }
            } catch (IOException e) {
                tally.error(file, source.number(), broken(e, "after line " + source.number()));
            }
        }

        void values(ParsedValues all) throws IOException {
            try (ParsedValues values = all) {
                try {
                    for (Parsed parsed = values.next(); parsed != null; parsed = values.next()) {
                        take(parsed);
                    }
                } catch (JsonProcessingException e) {
                    tally.rejected(
                            format,
                            file,
                            e.getLocation() == null
                                    ? values.line()
                                    : e.getLocation().getLineNr(),
                            Json.reason(e) + "; what comes after it cannot be read");
                } catch (IOException e) {
                    tally.rejected(format, file, values.line(), broken(e, "after line " + values.line()));
                }
                if (!values.warning().isEmpty()) {
                    tally.warn(file + ": " + values.warning());
                }
            }
        }

        private void take(Parsed parsed) {
            JsonNode value = parsed.value();
            if (value == null) {
                tally.rejected(format, file, parsed.number(), parsed.problem());
            } else {
                take(converter.convert(value), parsed.number(), parsed.bytes());
            }
        }

        private void take(Conversion conversion, @Nullable Long line, long bytes) {
            for (String reason : conversion.rejected()) {
                tally.rejected(format, file, line == null ? 0 : line, reason);
            }
            tally.skipped(format, conversion.skipped());
            if (batchFormat != format) {
                flush();
                batchFormat = format;
            }
            for (Event event : conversion.events()) {
                add(event);
            }
            batchBytes += bytes;
            if (batch.size() >= BATCH_EVENTS || batchBytes >= BATCH_BYTES) {
                flush();
            }
        }

        private void add(Event event) {
            if (prices.price(event) == PriceTable.Outcome.UNKNOWN_MODEL) {
                tally.unpriced(event.model());
            }
            if (event.timestamp().isBefore(OLDEST) || event.timestamp().isAfter(newest)) {
                odd++;
                firstOdd = firstOdd == null ? event : firstOdd;
            }
            batch.add(event);
            if (batch.size() >= BATCH_EVENTS) {
                flush();
            }
        }

        void warn() {
            if (firstOdd != null) {
                tally.warn("%s: %d events before the year 2000 or in the future, such as %s at %s; kept"
                        .formatted(file, odd, firstOdd.uuid(), firstOdd.timestamp()));
            }
        }
    }

    private static String broken(IOException e, String where) {
        if (e instanceof EOFException || e instanceof ZipException) {
            return "the gzip stream is damaged or cut off " + where + "; what came before is imported ("
                    + e.getMessage() + ")";
        }
        return "reading stopped " + where + ": " + Json.reason(e);
    }
}
