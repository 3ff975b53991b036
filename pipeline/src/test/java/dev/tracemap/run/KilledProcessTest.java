package dev.tracemap.run;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// Without a cluster: whoever starts next goes on.
class KilledProcessTest extends KillContract {
    private static final int MOST_MILLIS = 2_500;

    @Override
    protected Home home() {
        return new Home() {
            @Override
            public ProcessBuilder process(Path data, String models, String... more) {
                return RunningProcess.command(data, models, more);
            }

            @Override
            public void close() {}
        };
    }

    @Override
    protected int mostMillis() {
        return MOST_MILLIS;
    }

    @Test
    void aRunKilledInEachStageEndsOnceAndRepeatsNothingThatWasKept() throws IOException, InterruptedException {
        killInEachStage();
    }

    @Test
    void aRunKilledAtRandomEndsOnceAndRepeatsNothingThatWasKept() throws IOException, InterruptedException {
        killAtRandom(Integer.getInteger("tracemap.kills", Boolean.getBoolean("tracemap.long") ? 100 : 2));
    }
}
