package dev.tracemap.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a process that appends, without warning, at random moments.
final class KilledStoreTest {
    private static final int KILLS = Boolean.getBoolean("tracemap.long") ? 100 : 4;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void nothingAcknowledgedIsLostOrDoubled() throws IOException, InterruptedException {
        Random random = new Random(11);
        int next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            int acknowledged = appendUntilKilled(next, 1 + random.nextInt(12), random.nextInt(60));
            next = verify(Math.max(next - 1, acknowledged));
        }
        assertTrue(next >= KILLS, "only " + next + " batches were stored");
    }

    /// Kills some milliseconds after some acknowledgements, so that a slow machine gets as far as a fast one.
    ///
    /// @return the last batch that was acknowledged, or one before the first
    private int appendUntilKilled(int first, int acknowledged, int millis) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx512m",
                        Unpacked.beside(directory),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")),
                        AppendingProcess.class.getName(),
                        directory.toString(),
                        Integer.toString(first))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int last = first - 1;
        // Not Process.destroyForcibly: it also closes the stream with the acknowledgements still in the pipe.
        ProcessHandle handle = process.toHandle();
        try (ScheduledExecutorService executioner = Executors.newSingleThreadScheduledExecutor();
                BufferedReader acknowledgements = process.inputReader()) {
            for (String line = acknowledgements.readLine(); line != null; line = acknowledgements.readLine()) {
                if (last == first + acknowledged - 2) {
                    var _ = executioner.schedule(handle::destroyForcibly, millis, TimeUnit.MILLISECONDS);
                }
                last = Integer.parseInt(line);
            }
        }
        process.waitFor();
        return last;
    }

    /// @return the batch to go on with: the last that is there, again, since a sender would repeat it
    private int verify(int acknowledged) {
        try (Store store = DuckDbStore.open(directory, () -> Captured.MONDAY)) {
            Map<String, Integer> sizes = new HashMap<>();
            store.query(
                            "SELECT trace_id, count(*), count(DISTINCT uuid) FROM events GROUP BY trace_id",
                            1_000_000,
                            Duration.ofSeconds(60))
                    .rows()
                    .forEach(row -> {
                        assertEquals(row.get(1), row.get(2), row.getFirst() + " is doubled");
                        sizes.put(String.valueOf(row.getFirst()), Integer.parseInt(String.valueOf(row.get(1))));
                    });
            for (int batch = 0; batch <= acknowledged; batch++) {
                assertEquals(AppendingProcess.batch(batch).size(), sizes.get("batch-" + batch), "batch " + batch);
            }
            assertTrue(sizes.size() - 1 - acknowledged <= 1, "at most one batch was stored but not acknowledged");
            if (sizes.size() - 1 > acknowledged) {
                assertEquals(
                        AppendingProcess.batch(acknowledged + 1).size(),
                        sizes.get("batch-" + (acknowledged + 1)),
                        "a batch is stored whole or not at all");
            }
            return Math.max(0, sizes.size() - 1);
        }
    }
}
