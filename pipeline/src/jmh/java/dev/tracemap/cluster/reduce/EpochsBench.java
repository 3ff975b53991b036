package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Workers;
import dev.tracemap.cluster.neighbour.NeighbourGraph;
import dev.tracemap.cluster.neighbour.Neighbours;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Ten epochs of a layout of 5,000 rows, on one thread: for each row and epoch some 45 distances and as many additions of a
/// row.
@State(Scope.Thread)
public class EpochsBench {
    public static final int ROWS = 5_000;
    public static final int EPOCHS = 10;

    @Param({"10", "100"})
    public int dimensions;

    private final Workers workers = new Workers(1);
    private FuzzyGraph graph;
    private Matrix start;
    private Curve curve;

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        Matrix rows = random(random, 64);
        NeighbourGraph near = Neighbours.of(rows, 15, 1, 1, Progress.SILENT);
        graph = FuzzyGraph.of(near, 15, workers);
        start = random(random, dimensions);
        curve = Curve.fitted(0);
    }

    private static Matrix random(SplittableRandom random, int columns) {
        float[] values = new float[ROWS * columns];
        for (int row = 0; row < ROWS; row++) {
            double length = 0;
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                values[i] = (float) random.nextGaussian();
                length += values[i] * values[i];
            }
            for (int i = row * columns; i < (row + 1) * columns; i++) {
                values[i] /= (float) Math.sqrt(length);
            }
        }
        return new Matrix(ROWS, columns, values);
    }

    @Benchmark
    public Matrix epochs() {
        return new SpaceLayout(graph, curve, dimensions, new Descent(EPOCHS, 1)).from(start, workers, Progress.SILENT);
    }

    @TearDown
    public void close() {
        workers.close();
    }
}
