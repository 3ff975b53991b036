package dev.tracemap.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.trace.Event;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Imports every file of the shared data set.
class SharedDataTest {
    private final Path data = Path.of(System.getProperty("tracemap.root", "."), "..", "shared", "data")
            .normalize();

    @BeforeEach
    void dataIsThere() {
        assumeTrue(Files.isDirectory(data), "the shared data set is not at " + data);
    }

    @Test
    void everyTraceFileIsImportedWholeAndOnlyOnce() throws IOException {
        for (Path file : files(true)) {
            Fingerprints sink = new Fingerprints();
            ImportReport first = sink.take(file);
            assertEquals(List.of(), first.errors(), file.toString());
            assertTrue(first.stored() > 0, file.toString());
            assertEquals(0, first.duplicates() + first.rejected() + first.skipped(), file.toString());
            ImportReport second = sink.take(file);
            assertEquals(0, second.stored(), file.toString());
            assertEquals(first.stored(), second.duplicates(), file.toString());
            assertEquals(List.of(), second.conflicting(), file.toString());
        }
    }

    @Test
    void whatIsNoTraceFileIsSaidToBeNone() throws IOException {
        for (Path file : files(false)) {
            ImportReport report = new Imported().paths(file);
            assertEquals(0, report.read(), file.toString());
            assertFalse(report.succeeded());
            assertEquals(1, report.errors().size(), file.toString());
            assertTrue(
                    report.errors().getFirst().reason().startsWith("not a trace file"),
                    report.errors().getFirst().reason());
        }
    }

    /// Remembers what it was given without holding it: the largest file would fill the memory of a test.
    private static final class Fingerprints implements EventSink {
        private final Map<String, Integer> byUuid = new HashMap<>();

        ImportReport take(Path file) {
            return new Importer(PriceTable.standard(), Imported.CLOCK)
                    .importAll(
                            List.of(file.toString()),
                            InputStream.nullInputStream(),
                            null,
                            1,
                            this,
                            ImportProgress.NONE);
        }

        @Override
        public Accepted accept(List<Event> events) {
            int before = byUuid.size();
            List<String> conflicting = new ArrayList<>();
            for (Event event : events) {
                Integer known = byUuid.putIfAbsent(event.uuid(), event.hashCode());
                if (known != null && known != event.hashCode()) {
                    conflicting.add(event.uuid());
                }
            }
            int stored = byUuid.size() - before;
            return new Accepted(stored, events.size() - stored, conflicting);
        }
    }

    private List<Path> files(boolean traces) throws IOException {
        try (Stream<Path> walk = Files.walk(data)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("LICENSES"))
                    .filter(file -> isTraceFile(file) == traces)
                    .sorted()
                    .toList();
        }
    }

    private static boolean isTraceFile(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.startsWith("events") || name.startsWith("otlp") || name.startsWith("chat");
    }
}
