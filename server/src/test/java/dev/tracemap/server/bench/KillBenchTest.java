package dev.tracemap.server.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Through the doors of real processes, killed at moments that a seed decides.
@Timeout(value = 3_600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KillBenchTest {
    private static final int KILLS = Boolean.getBoolean("tracemap.long") ? 200 : 2;

    @TempDir
    Path directory;

    @Test
    void whatWasAcknowledgedIsThereOnce() throws Exception {
        KillBench.Survived survived = KillBench.measure(KILLS, directory.resolve("data"), new Random(23));
        System.out.println(survived);
        assertTrue(survived.acknowledged() >= (long) KILLS * NumberedBody.RECORDS, survived.toString());
        assertEquals(0, survived.lost(), survived.toString());
        assertEquals(0, survived.doubled(), survived.toString());
        assertEquals(KILLS, survived.secondsToStart().size());
    }
}
