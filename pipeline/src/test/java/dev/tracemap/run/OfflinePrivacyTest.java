package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.llm.ScriptedServer;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A process with a key and an address, and whom it talks to.
class OfflinePrivacyTest {
    @TempDir
    private Path directory;

    @Test
    void offlineNoConnectionIsOpened() throws IOException, InterruptedException {
        try (ScriptedServer server = new ScriptedServer(new ScriptedReader(0)::answer)) {
            try (Store store = DuckDbStore.open(directory, RunningProcess.CLOCK)) {
                store.append(new Generator()
                        .generate(new SampleParams(30, 5, RunningProcess.CLOCK.instant(), Duration.ofDays(6)))
                        .events());
            }
            assertEquals(List.of(), talkedTo(server, Privacy.OFFLINE));
            assertEquals(List.of(), server.requests());
            // The same watch sees those who do talk.
            List<String> redacting = talkedTo(server, Privacy.REDACT);
            assertTrue(redacting.stream().anyMatch(line -> line.startsWith("socket 127.0.0.1")), redacting.toString());
            assertTrue(redacting.stream().anyMatch(line -> line.startsWith("proxy ")), redacting.toString());
        }
    }

    private List<String> talkedTo(ScriptedServer server, Privacy privacy) throws IOException, InterruptedException {
        Path written = directory.resolve(privacy.wire() + ".txt");
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")),
                        WatchedProcess.class.getName(),
                        directory.toString(),
                        server.url(),
                        privacy.name(),
                        written.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.txt").toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> read(directory.resolve("output.txt")));
        return Files.readAllLines(written);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
