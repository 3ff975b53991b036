package dev.tracemap.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
            Imported imported = new Imported();
            ImportReport first = imported.paths(file);
            assertEquals(List.of(), first.errors(), file.toString());
            assertTrue(first.stored() > 0, file.toString());
            assertEquals(0, first.duplicates() + first.rejected() + first.skipped(), file.toString());
            ImportReport second = imported.paths(file);
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
