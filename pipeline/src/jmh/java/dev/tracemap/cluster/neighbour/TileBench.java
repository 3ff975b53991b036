package dev.tracemap.cluster.neighbour;

import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// One block of rows against another: `2 * 192 * 192 * columns` operations, nearly all from the first-level cache.
@State(Scope.Thread)
public class TileBench {
    @Param({"384", "3072"})
    public int columns;

    private float[] left;
    private final float[][] products = new float[Tile.SIDE][Tile.SIDE];
    private float[][] across;

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        left = new float[Tile.SIDE * columns];
        for (int i = 0; i < left.length; i++) {
            left[i] = (float) random.nextGaussian();
        }
        across = Tile.across(left, 0, Tile.SIDE, columns);
    }

    @Benchmark
    public float[][] tile() {
        Tile.products(left, 0, Tile.SIDE, across, Tile.SIDE, products);
        return products;
    }
}
