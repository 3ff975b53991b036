package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Matrix;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// A spanning tree over all pairs: each step reads the points not yet reached, half of all in the mean.
@State(Scope.Thread)
public class PrimBench {
    public static final int ROWS = 3_000;
    public static final int COLUMNS = 100;

    private Matrix points;
    private final float[] core = new float[ROWS];

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        float[] values = new float[ROWS * COLUMNS];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        points = new Matrix(ROWS, COLUMNS, values);
    }

    @Benchmark
    public SpanningTree scan() {
        return Prim.of(points, core);
    }
}
