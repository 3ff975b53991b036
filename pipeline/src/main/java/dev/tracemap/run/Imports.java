package dev.tracemap.run;

import dev.tracemap.ingest.EventSink;
import dev.tracemap.ingest.Format;
import dev.tracemap.ingest.ImportProgress;
import dev.tracemap.ingest.ImportReport;
import dev.tracemap.ingest.Importer;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings trace files into the store.
public final class Imports {
    private final Store store;
    private final Importer importer;
    private final InstantSource clock;

    public Imports(Store store, Importer importer, InstantSource clock) {
        this.store = store;
        this.importer = importer;
        this.clock = clock;
    }

    /// Imports a file that has grown. Where an event is there with other content, what the longer file says counts.
    ///
    /// @param format absent = told from the content
    public ImportReport readAgain(Path file, @Nullable Format format, long teamId) {
        Instant[] first = {Instant.MAX};
        EventSink sink = events -> {
            Store.Appended appended = store.append(events);
            first[0] = earliest(events, first[0]);
            Set<String> changed = Set.copyOf(appended.conflicting());
            if (!changed.isEmpty()) {
                store.replace(events.stream()
                        .filter(event -> changed.contains(event.uuid()))
                        .toList());
            }
            return new EventSink.Accepted(appended.stored(), appended.duplicates(), List.of());
        };
        ImportReport report = importer.importAll(
                List.of(file.toString()), InputStream.nullInputStream(), format, teamId, sink, ImportProgress.NONE);
        lookBack(teamId, first[0]);
        return report;
    }

    /// @param paths files, folders, globs, or `-` for `standardInput`
    /// @param format of all of them; absent = told from the content of each
    public ImportReport importAll(
            List<String> paths,
            InputStream standardInput,
            @Nullable Format format,
            long teamId,
            ImportProgress progress) {
        Instant[] first = {Instant.MAX};
        EventSink sink = events -> {
            Store.Appended appended = store.append(events);
            first[0] = earliest(events, first[0]);
            return new EventSink.Accepted(appended.stored(), appended.duplicates(), appended.conflicting());
        };
        ImportReport report = importer.importAll(paths, standardInput, format, teamId, sink, progress);
        lookBack(teamId, first[0]);
        return report;
    }

    private static Instant earliest(List<Event> events, Instant known) {
        return events.stream()
                .map(Event::timestamp)
                .filter(known::isAfter)
                .min(Comparator.naturalOrder())
                .orElse(known);
    }

    private void lookBack(long teamId, Instant first) {
        if (first.isBefore(Instant.MAX)) {
            MonitorWatch.lookBack(store, teamId, first, clock.instant());
        }
    }
}
