package dev.tracemap.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.trace.Trace;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever is wrong with a source, the rest of it is imported and the report says where the fault is.
class BadInputTest {
    @TempDir
    private Path folder;

    private final Imported imported = new Imported();

    @Test
    void truncatedGzipGivesItsReadablePart() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            for (int i = 0; i < 2000; i++) {
                gzip.write((event("e" + i, "t" + i % 7) + "\n").getBytes(UTF_8));
            }
        }
        byte[] whole = packed.toByteArray();
        Path file = Files.write(folder.resolve("half.jsonl.gz"), Arrays.copyOf(whole, whole.length / 2));
        ImportReport report = imported.paths(file);
        assertTrue(report.stored() > 500, () -> report.toString());
        assertSums(report);
        ImportReport.ImportError last = report.errors().getLast();
        assertEquals(file.toString(), last.file());
        assertTrue(last.reason().contains("gzip stream is damaged or cut off"), last.reason());
        assertTrue(report.errors().stream().allMatch(error -> error.line() != null && error.line() > 500));
    }

    @Test
    void lineCutInHalfCostsOnlyItself() {
        ImportReport report = lines(event("a", "t"), event("b", "t").substring(0, 60), event("c", "t"));
        assertEquals(2, report.stored());
        assertEquals(1, report.rejected());
        assertFault(report, 2, "cut off in the middle");
    }

    @Test
    void firstLineCutInHalfDoesNotHideTheFormat() {
        ImportReport report = lines(event("a", "t").substring(0, 40), event("b", "t"));
        assertEquals(1, report.stored());
        assertFault(report, 1, "cut off in the middle");
    }

    @Test
    void invalidUtf8IsNamedByLineAndNotReplaced() throws IOException {
        byte[] bad = event("b", "caf\u00e9").getBytes(ISO_8859_1);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write((event("a", "t") + "\n").getBytes(UTF_8));
        all.write(bad);
        all.write(("\n" + event("c", "t\u00e9")).getBytes(UTF_8));
        ImportReport report = imported.paths(Files.write(folder.resolve("x"), all.toByteArray()));
        assertEquals(2, report.stored());
        assertFault(report, 2, "not valid UTF-8");
        assertEquals("t\u00e9", imported.events().getLast().traceId());
    }

    @Test
    void numberWhereAnObjectBelongs() {
        ImportReport report = lines(
                event("a", "t"),
                "42",
                "{\"event\": \"$ai_span\", \"uuid\": \"b\", \"properties\": 7}",
                "{\"batch\": [3, " + event("c", "t") + "]}",
                "null");
        assertEquals(2, report.stored());
        assertEquals(4, report.rejected());
        assertFault(report, 2, "expected an event object, found the number 42");
        assertEquals(
                "\"properties\" should be an object, found the number 7",
                report.errors().get(1).reason());
        assertEquals(
                "event 1 of 2: expected an event object, found the number 3",
                report.errors().get(2).reason());
    }

    @Test
    void endlessLineIsPassedOverWithoutBeingHeld() throws IOException {
        Path file = folder.resolve("long.jsonl");
        byte[] chunk = "x".repeat(1 << 20).getBytes(UTF_8);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write((event("a", "t") + "\n{\"event\":\"").getBytes(UTF_8));
            for (int i = 0; i < 40; i++) {
                out.write(chunk);
            }
            out.write(("\"}\n" + event("b", "t") + "\n").getBytes(UTF_8));
        }
        ImportReport report = imported.paths(file);
        assertEquals(2, report.stored());
        assertFault(report, 2, "the limit is 32 MB");
    }

    @Test
    void deepNestingCostsOnlyItsLine() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        ImportReport report = lines(
                event("a", "t"),
                "{\"uuid\":\"b\",\"event\":\"$ai_span\",\"properties\":{\"$ai_trace_id\":\"t\",\"x\":" + deep + "}}",
                event("c", "t"));
        assertEquals(2, report.stored());
        assertFault(report, 2, "nested deeper than 500 levels");
    }

    @Test
    void emptyAndMissingFilesAreSaidToBeSo() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty.jsonl"));
        ImportReport report = imported.paths(empty, folder.resolve("nowhere.jsonl"), folder.resolve("*.nothing"));
        assertEquals(0, report.read());
        assertFalse(report.succeeded());
        assertEquals(
                List.of("the file is empty", "no such file or folder", "no file matches the pattern"),
                report.errors().stream().map(ImportReport.ImportError::reason).toList());
    }

    @Test
    void folderWithoutTracesIsOneError() throws IOException {
        write("README.md", "# notes");
        write("labels.jsonl", "{\"trace_id\":\"t\",\"intent\":\"x\"}");
        ImportReport report = imported.paths(folder);
        assertEquals(1, report.errors().size());
        assertEquals(
                "no trace file in this folder (looked at 2 files)",
                report.errors().getFirst().reason());
        assertNull(report.errors().getFirst().line());
        assertTrue(report.warnings().getLast().contains("objects with trace_id, intent"), report.warnings()::toString);
    }

    @Test
    void folderMayMixFormatsAndStrangers() throws IOException {
        write("sub/a.log", event("a", "t"));
        write("b.txt", "{\"id\":\"c1\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        write("notes.md", "not traces");
        write(".hidden/c.jsonl", event("z", "t"));
        ImportReport report = imported.paths(folder);
        assertEquals(List.of(), report.errors());
        assertEquals(1, report.warnings().size());
        assertEquals(1, requireNonNull(report.formats().get("posthog")).stored());
        assertEquals(2, requireNonNull(report.formats().get("chat")).stored());
    }

    @Test
    void globsCrossFolders() throws IOException {
        write("one/a.jsonl", event("a", "t"));
        write("two/deep/b.jsonl", event("b", "t"));
        write("two/deep/c.csv", event("c", "t"));
        assertEquals(2, imported.paths(folder.resolve("**.jsonl")).stored());
    }

    @Test
    void parentCycleIsImported() {
        ImportReport report = lines(span("a", "s1", "s2"), span("b", "s2", "s1"), span("c", "s3", "s3"));
        assertEquals(3, report.stored());
        assertEquals(3, Trace.of("t", imported.events()).spans().count());
    }

    @Test
    void sameIdWithOtherContentIsReported() {
        ImportReport report = lines(event("a", "t"), event("a", "other"), event("a", "t"));
        assertEquals(1, report.stored());
        assertEquals(2, report.duplicates());
        assertEquals(List.of("a"), report.conflicting());
        assertEquals("t", imported.events().getFirst().traceId());
    }

    @Test
    void timesFarAwayAreKeptWithAWarning() {
        String old = event("a", "t").replace("2026-11-09T08:00:00Z", "1970-01-01T00:00:00Z");
        String future = event("b", "t").replace("2026-11-09T08:00:00Z", "2100-06-01T12:00:00+02:00");
        ImportReport report = lines(old, future, event("c", "t"));
        assertEquals(3, report.stored());
        assertEquals(
                "2100-06-01T10:00:00Z", imported.events().get(1).timestamp().toString());
        assertTrue(report.warnings().getFirst().contains("2 events before the year 2000 or in the future"));
    }

    @Test
    void unreadableTimeIsRefused() {
        ImportReport report = lines(event("a", "t").replace("2026-11-09T08:00:00Z", "yesterday"), event("b", "t"));
        assertFault(report, 1, "timestamp \"yesterday\" is not a time");
        assertEquals(1, report.stored());
    }

    @Test
    void documentsOverManyLinesAreRead() throws IOException {
        write("array.json", "[\n" + event("a", "t") + ",\n" + event("b", "t") + "\n]\n");
        write("batch.json", "{\n \"api_key\": \"k\",\n \"batch\": [\n" + event("c", "t") + "\n]}");
        write("broken.json", "[\n" + event("d", "t") + ",\n" + event("e", "t") + ",\n{\"event\": }\n]");
        ImportReport report = imported.paths(folder);
        assertEquals(5, report.stored());
        assertEquals(1, report.rejected());
        assertFault(report, 4, "not JSON");
        assertSums(report);
    }

    @Test
    void standardInputMayBeZippedAndMarked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(("\ufeff" + event("a", "t") + "\r\n\r\n" + event("b", "t") + "\r\n").getBytes(UTF_8));
        }
        ImportReport report = imported.standardInput(packed.toByteArray());
        assertEquals(2, report.stored());
        assertEquals(List.of(), report.errors());
    }

    @Test
    void eventsThatAreNotAboutModelsAreSkipped() {
        ImportReport report = lines(event("a", "t"), "{\"event\":\"$pageview\",\"properties\":{}}");
        assertEquals(1, report.read());
        assertEquals(1, report.skipped());
    }

    @Test
    void onlyTheFirstThousandErrorsAreListed() {
        String[] lines = new String[1501];
        Arrays.fill(lines, "{");
        lines[0] = event("a", "t");
        ImportReport report = lines(lines);
        assertEquals(1500, report.rejected());
        assertEquals(1000, report.errors().size());
        assertEquals(500, report.moreErrors());
    }

    private ImportReport lines(String... lines) {
        return imported.paths(write("file.jsonl", String.join("\n", lines) + "\n"));
    }

    private Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(folder.resolve(name).resolveSibling("."));
            Files.writeString(file, text);
            // Traces without a time take the file's, which must not lie in the future of the test's clock.
            return Files.setLastModifiedTime(file, FileTime.from(Imported.CLOCK.instant()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String event(String uuid, String trace) {
        return """
                {"uuid":"%s","event":"$ai_span","distinct_id":"u","timestamp":"2026-11-09T08:00:00Z",\
                "properties":{"$ai_trace_id":"%s","$ai_span_id":"%s"}}""".formatted(uuid, trace, uuid);
    }

    private static String span(String uuid, String id, String parent) {
        return event(uuid, "t")
                .replace(
                        "\"$ai_span_id\":\"" + uuid + "\"",
                        "\"$ai_span_id\":\"%s\",\"$ai_parent_id\":\"%s\"".formatted(id, parent));
    }

    private static void assertFault(ImportReport report, long line, String reason) {
        assertSums(report);
        ImportReport.ImportError error = report.errors().getFirst();
        assertEquals(line, error.line());
        assertTrue(error.reason().contains(reason), error.reason());
    }

    private static void assertSums(ImportReport report) {
        assertEquals(report.read(), report.stored() + report.duplicates() + report.rejected());
    }
}
