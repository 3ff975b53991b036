package dev.tracemap.server.intake;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.ingest.Format;
import dev.tracemap.ingest.ImportProgress;
import dev.tracemap.ingest.ImportReport;
import dev.tracemap.run.Imports;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Imports what is new in folders, again and again.
///
/// A file is known by its identity on disk, so that it may be renamed, and by its first bytes, so that one that was cut
/// off and written anew is read from its beginning. Of formats whose lines stand for themselves only the new lines are
/// read. An agent's log is read whole once it has been left alone for a look, because its lines need those before them;
/// what is there already is not stored again.
public final class FolderWatch {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long PAUSE_MILLIS = 2_000;
    private static final int HEAD_BYTES = 1_024;
    private static final int PIECE_BYTES = 16 << 20;

    private final List<Path> folders;
    private final @Nullable Format format;
    private final Path stateFile;
    private final Supplier<Imports> imports;
    private final long team;
    private final PrintStream log;
    private final Map<String, Known> known;
    private final Map<String, Long> sizes = new HashMap<>();

    /// How far a file has been read.
    ///
    /// @param head checksum of its first bytes, `headBytes` of them
    /// @param whole read as a whole, not line by line
    record Known(long offset, long head, int headBytes, boolean whole) {}

    /// @param format of all files; null = told from the content of each
    /// @param stateFile remembers how far each file has been read
    public FolderWatch(
            List<Path> folders,
            @Nullable Format format,
            Path stateFile,
            Supplier<Imports> imports,
            long team,
            PrintStream log) {
        this.folders = List.copyOf(folders);
        this.format = format;
        this.stateFile = stateFile;
        this.imports = imports;
        this.team = team;
        this.log = log;
        this.known = remembered(stateFile);
    }

    /// Looks until the thread is interrupted.
    public void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                look();
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                log.println("The watch goes on after a failure: " + e.getMessage());
            }
        }
    }

    /// Imports what is new since the last look.
    public void look() {
        for (Path folder : folders) {
            for (Path file : files(folder)) {
                try {
                    look(file);
                } catch (IOException e) {
                    log.println(file + ": " + e.getMessage());
                }
            }
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of();
        }
    }

    private void look(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        Object key = attributes.fileKey();
        String identity = key == null ? file.toString() : key.toString();
        long size = attributes.size();
        Long before = sizes.put(identity, size);
        Known then = known.get(identity);
        if (then != null && (size < then.offset() || head(file, then.headBytes()) != then.head())) {
            then = null;
        }
        if (size == 0 || (then != null && size == then.offset())) {
            return;
        }
        boolean whole = then == null ? !standsAlone(file) : then.whole();
        if (whole) {
            if (before == null || before == size) {
                report(file, imports.get().readAgain(file, format, team));
                remember(identity, file, size, true);
            }
        } else {
            lines(file, identity, then == null ? 0 : then.offset());
        }
    }

    /// Whether each line says everything about itself.
    private boolean standsAlone(Path file) throws IOException {
        if (format != null) {
            return format != Format.CLAUDE_CODE && format != Format.CODEX;
        }
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".jsonl") && !name.endsWith(".ndjson") && !name.endsWith(".log")) {
            return false;
        }
        byte[] start = new byte[1 << 16];
        int length;
        try (InputStream in = Files.newInputStream(file)) {
            length = in.readNBytes(start, 0, start.length);
        }
        String first = new String(start, 0, length, StandardCharsets.UTF_8).split("\n", 2)[0];
        return first.contains("\"resourceSpans\"")
                || (first.contains("\"messages\"") && !first.contains("\"sessionId\""))
                || (first.contains("\"event\"") && first.contains("\"properties\""));
    }

    /// Up to the last complete line.
    private void lines(Path file, String identity, long from) throws IOException {
        long offset = from;
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            while (true) {
                in.seek(offset);
                byte[] piece = new byte[(int) Math.min(PIECE_BYTES, in.length() - offset)];
                in.readFully(piece);
                int end = piece.length;
                while (end > 0 && piece[end - 1] != '\n') {
                    end--;
                }
                if (end == 0) {
                    return;
                }
                byte[] complete = Arrays.copyOf(piece, end);
                report(
                        file,
                        imports.get()
                                .importAll(
                                        List.of("-"),
                                        new ByteArrayInputStream(complete),
                                        format,
                                        team,
                                        ImportProgress.NONE));
                offset += end;
                remember(identity, file, offset, false);
            }
        }
    }

    private void report(Path file, ImportReport report) {
        if (report.stored() > 0) {
            log.println(file + ": " + report.stored() + " new events");
        }
        for (ImportReport.ImportError error : report.errors()) {
            log.println(file + ": " + error.reason());
        }
    }

    private void remember(String identity, Path file, long offset, boolean whole) throws IOException {
        int headBytes = (int) Math.min(HEAD_BYTES, offset);
        known.put(identity, new Known(offset, head(file, headBytes), headBytes, whole));
        Path next = stateFile.resolveSibling(stateFile.getFileName() + ".next");
        Files.write(next, MAPPER.writeValueAsBytes(known));
        Files.move(next, stateFile, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static long head(Path file, int bytes) throws IOException {
        CRC32 sum = new CRC32();
        try (InputStream in = Files.newInputStream(file)) {
            sum.update(in.readNBytes(bytes));
        }
        return sum.getValue();
    }

    /// A state that cannot be read costs a second reading, which stores nothing twice.
    private static Map<String, Known> remembered(Path file) {
        try {
            return Files.exists(file)
                    ? MAPPER.readValue(file.toFile(), new TypeReference<TreeMap<String, Known>>() {})
                    : new TreeMap<>();
        } catch (IOException e) {
            return new TreeMap<>();
        }
    }
}
