package dev.tracemap.server.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tracemap.ingest.Importer;
import dev.tracemap.ingest.convert.PriceTable;
import dev.tracemap.run.Imports;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderWatchTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z"));

    @TempDir
    Path directory;

    private Path folder;
    private Path file;
    private Store store;

    @BeforeEach
    void open() throws IOException {
        store = DuckDbStore.open(directory.resolve("data"), CLOCK);
        folder = Files.createDirectory(directory.resolve("logs"));
        file = folder.resolve("events.jsonl");
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    @Test
    void onlyCompleteLinesAreReadAndOnlyOnce() throws IOException {
        FolderWatch watch = watch();
        append(line(1) + line(2).substring(0, 40));
        watch.look();
        assertEquals(1, events());
        append(line(2).substring(40));
        watch.look();
        watch().look();
        assertEquals(2, events());
    }

    @Test
    void aRenamedFileGoesOnAndItsSuccessorIsReadFromTheBeginning() throws IOException {
        FolderWatch watch = watch();
        append(line(1));
        watch.look();
        Files.move(file, folder.resolve("events.1.jsonl"));
        Files.writeString(folder.resolve("events.1.jsonl"), line(2), StandardOpenOption.APPEND);
        append(line(3));
        watch.look();
        assertEquals(3, events());
    }

    @Test
    void aFileThatWasCutOffAndGrewAgainIsReadFromTheBeginning() throws IOException {
        FolderWatch watch = watch();
        append(line(1));
        watch.look();
        Files.writeString(file, line(4) + line(5));
        watch.look();
        assertEquals(3, events());
    }

    private FolderWatch watch() {
        Imports imports = new Imports(store, new Importer(PriceTable.standard(), CLOCK), CLOCK);
        return new FolderWatch(List.of(folder), null, directory.resolve("watch.json"), () -> imports, 1, System.err);
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private long events() {
        return store.extent(1).map(Store.Extent::events).orElse(0L);
    }

    private static String line(int number) {
        return """
                {"event":"$ai_generation","uuid":"0195d1a4-0000-7000-8000-00000000000%d","timestamp":\
                "2026-11-18T10:00:00Z","distinct_id":"u","properties":{"$ai_trace_id":"t%d","$ai_model":"m"}}
                """.formatted(number, number);
    }
}
