package dev.tracemap.server.command;

import dev.tracemap.cluster.Clusterer;
import dev.tracemap.cluster.ClusteringParams;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.server.console.Console;
import java.util.SplittableRandom;
import picocli.CommandLine.Mixin;

/// What the launcher runs once after a build, while the JVM takes notes for later starts: a clustering, so that its
/// inner loops are known to be worth compiling, then an ordinary server on standard input.
@picocli.CommandLine.Command(name = "rehearse", hidden = true, description = "Lets the JVM take notes.")
final class RehearseCommand implements Command.Here {
    private static final int ROWS = 1_000;
    private static final int COLUMNS = 1_024;
    private static final int TOPICS = 20;
    private static final int ROUNDS = 3;

    @Mixin
    Common common = new Common();

    @Override
    public int run(Console console) throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Clusterer.cluster(topics(), ClusteringParams.DEFAULT, (stage, done) -> {});
        }
        McpCommand server = new McpCommand();
        server.common = common;
        return server.run(console);
    }

    private static Matrix topics() {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            int topic = i / COLUMNS % TOPICS;
            boolean marked = i % COLUMNS / (COLUMNS / TOPICS) == topic;
            values[i] = (float) random.nextGaussian(marked ? 1 : 0, 1);
        }
        return new Matrix(ROWS, COLUMNS, values);
    }
}
