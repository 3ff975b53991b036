package dev.tracemap.ingest;

import dev.tracemap.ingest.Detector.Detected;
import dev.tracemap.ingest.convert.Converter;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.convert.PriceTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// Imports trace files of any known format.
public final class Importer {
    private static final int MOST_THREADS = 4;

    private final PriceTable prices;
    private final InstantSource clock;

    /// @param clock tells when standard input came in; files have the time they were written
    public Importer(PriceTable prices, InstantSource clock) {
        this.prices = prices;
        this.clock = clock;
    }

    /// Imports files, folders, globs, and `-` for standard input. Whatever goes wrong with a source stands in the
    /// report; only a sink that fails ends the import.
    ///
    /// @param forced the format of all sources, or null to tell each one's from its content
    public ImportReport importAll(
            List<String> paths,
            InputStream standardInput,
            @Nullable Format forced,
            long teamId,
            EventSink sink,
            ImportProgress progress) {
        Tally tally = new Tally();
        List<Unit> units = new Plan(standardInput, forced, tally).units(paths);
        long total = totalBytes(units);
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
        try (ExecutorService pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().name("parse-", 0).daemon().factory())) {
            Position at = new Position();
            Instant newest = clock.instant().plus(Duration.ofDays(1));
            Intake intake = new Intake(
                    prices,
                    sink,
                    pool,
                    tally,
                    newest,
                    () -> progress.at(at.name(), at.bytes(), total, tally.settled()));
            for (Unit unit : units) {
                Source last = unit.parts.getLast().source();
                Converter converter = unit.format.converter(new Origin(teamId, last.name(), last.written()));
                for (Part part : unit.parts) {
                    at.move(part.source());
                    intake.read(part.source(), unit.format, part.layout(), converter);
                }
                intake.finish(last, unit.format, converter);
                progress.at(at.name(), at.bytes(), total, intake.events());
            }
            intake.flush();
        }
        return tally.report();
    }

    private static long totalBytes(List<Unit> units) {
        long total = 0;
        for (Unit unit : units) {
            for (Part part : unit.parts) {
                try {
                    long size = part.source().size();
                    if (size < 0) {
                        return -1;
                    }
                    total += size;
                } catch (IOException e) {
                    // Gone meanwhile; reading it will say so.
                }
            }
        }
        return total;
    }

    /// A source and how it is laid out.
    private record Part(Source source, Layout layout, boolean agent) {}

    /// What goes through one converter: usually one source, of Claude Code all files of a session, sub-agents first.
    private static final class Unit {
        private final Format format;
        private final List<Part> parts = new ArrayList<>();

        Unit(Format format) {
            this.format = format;
        }
    }

    /// How far the import is.
    private static final class Position {
        private long before;
        private @Nullable Source source;

        void move(Source next) {
            before = bytes();
            source = next;
        }

        String name() {
            return source == null ? "" : source.name();
        }

        long bytes() {
            return before + (source == null ? 0 : source.bytesRead());
        }
    }

    /// Looks at all sources before any is imported.
    private final class Plan {
        private final InputStream standardInput;
        private final @Nullable Format forced;
        private final Tally tally;
        private final List<Unit> units = new ArrayList<>();
        private final Map<String, Unit> sessions = new LinkedHashMap<>();
        private final Set<Path> seen = new LinkedHashSet<>();

        Plan(InputStream standardInput, @Nullable Format forced, Tally tally) {
            this.standardInput = standardInput;
            this.forced = forced;
            this.tally = tally;
        }

        List<Unit> units(List<String> paths) {
            for (String path : paths) {
                try {
                    if (path.equals("-")) {
                        add(Source.standardInput(standardInput, clock.instant()), false);
                    } else {
                        addFiles(path);
                    }
                } catch (IOException e) {
                    tally.error(path, null, reason(e));
                }
            }
            for (Unit session : sessions.values()) {
                session.parts.sort(Comparator.comparing(Part::agent).reversed());
            }
            return units;
        }

        private void addFiles(String path) throws IOException {
            SourceFiles.Found found = SourceFiles.of(path);
            int known = 0;
            for (Path file : found.files()) {
                if (!seen.add(file.toAbsolutePath().normalize())) {
                    known++;
                    continue;
                }
                try {
                    known += add(Source.of(file), found.isFolder()) ? 1 : 0;
                } catch (IOException e) {
                    tally.error(file.toString(), null, reason(e));
                }
            }
            if (known == 0 && found.isFolder()) {
                String looked = found.files().isEmpty()
                        ? "it is empty"
                        : "looked at " + found.files().size() + " files";
                tally.error(path, null, "no trace file in this folder (" + looked + ")");
            }
        }

        private boolean add(Source source, boolean stranger) throws IOException {
            Detected detected = Detector.detect(source.head());
            Format format = forced == null || detected.isEmpty() ? detected.format() : forced;
            if (format == null) {
                String reason = detected.isEmpty()
                        ? "the file is empty"
                        : "not a trace file: " + detected.found() + "; known formats are " + Format.names();
                if (stranger) {
                    tally.warn(source.name() + ": " + reason);
                } else {
                    tally.error(source.name(), null, reason);
                }
                return false;
            }
            unit(format, detected).parts.add(new Part(source, detected.layout(), detected.agent()));
            return true;
        }

        private Unit unit(Format format, Detected detected) {
            Unit fresh = new Unit(format);
            String session = format == Format.CLAUDE_CODE ? detected.session() : null;
            Unit unit = session == null ? fresh : sessions.computeIfAbsent(session, first -> fresh);
            if (unit == fresh) {
                units.add(unit);
            }
            return unit;
        }

        private static String reason(IOException e) {
            return e instanceof AccessDeniedException ? "permission denied" : Json.reason(e);
        }
    }
}
