package dev.tracemap.run;

import dev.tracemap.ingest.EventSink;
import dev.tracemap.ingest.Format;
import dev.tracemap.ingest.ImportProgress;
import dev.tracemap.ingest.ImportReport;
import dev.tracemap.ingest.Importer;
import dev.tracemap.store.Store;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Brings trace files into the store.
public final class Imports {
    private final Store store;
    private final Importer importer;

    public Imports(Store store, Importer importer) {
        this.store = store;
        this.importer = importer;
    }

    /// Imports a file that has grown. Where an event is there with other content, what the longer file says counts.
    ///
    /// @param format absent = told from the content
    public ImportReport readAgain(Path file, @Nullable Format format, long teamId) {
        EventSink sink = events -> {
            Store.Appended appended = store.append(events);
            Set<String> changed = Set.copyOf(appended.conflicting());
            if (!changed.isEmpty()) {
                store.replace(events.stream()
                        .filter(event -> changed.contains(event.uuid()))
                        .toList());
            }
            return new EventSink.Accepted(appended.stored(), appended.duplicates(), List.of());
        };
        return importer.importAll(
                List.of(file.toString()), InputStream.nullInputStream(), format, teamId, sink, ImportProgress.NONE);
    }

    /// @param paths files, folders, globs, or `-` for `standardInput`
    /// @param format of all of them; absent = told from the content of each
    public ImportReport importAll(
            List<String> paths,
            InputStream standardInput,
            @Nullable Format format,
            long teamId,
            ImportProgress progress) {
        EventSink sink = events -> {
            Store.Appended appended = store.append(events);
            return new EventSink.Accepted(appended.stored(), appended.duplicates(), appended.conflicting());
        };
        return importer.importAll(paths, standardInput, format, teamId, sink, progress);
    }
}
