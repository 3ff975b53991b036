package dev.tracemap.cluster;

import jdk.incubator.vector.FloatVector;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/// The roof: what one core can multiply and add with all in registers, and what it can copy through main memory.
@State(Scope.Thread)
public class PeakBench {
    static final int STEPS = 10_000;
    static final int CHAINS = 10;
    static final int COPIED = 64 << 20;

    private final float[] from = new float[COPIED / Float.BYTES];
    private final float[] to = new float[COPIED / Float.BYTES];
    private final float[] sums = new float[CHAINS * Lanes.WIDTH];
    private float factor = 0.999f;

    /// Ten independent chains hide the latency of a multiply-add on every machine we know.
    @Benchmark
    public float[] multiplyAdd() {
        FloatVector x = FloatVector.broadcast(Lanes.SPECIES, factor);
        FloatVector a = x;
        FloatVector b = x;
        FloatVector c = x;
        FloatVector d = x;
        FloatVector e = x;
        FloatVector f = x;
        FloatVector g = x;
        FloatVector h = x;
        FloatVector i = x;
        FloatVector j = x;
        for (int step = 0; step < STEPS; step++) {
            a = a.fma(x, x);
            b = b.fma(x, x);
            c = c.fma(x, x);
            d = d.fma(x, x);
            e = e.fma(x, x);
            f = f.fma(x, x);
            g = g.fma(x, x);
            h = h.fma(x, x);
            i = i.fma(x, x);
            j = j.fma(x, x);
        }
        a.intoArray(sums, 0);
        b.intoArray(sums, Lanes.WIDTH);
        c.intoArray(sums, 2 * Lanes.WIDTH);
        d.intoArray(sums, 3 * Lanes.WIDTH);
        e.intoArray(sums, 4 * Lanes.WIDTH);
        f.intoArray(sums, 5 * Lanes.WIDTH);
        g.intoArray(sums, 6 * Lanes.WIDTH);
        h.intoArray(sums, 7 * Lanes.WIDTH);
        i.intoArray(sums, 8 * Lanes.WIDTH);
        j.intoArray(sums, 9 * Lanes.WIDTH);
        return sums;
    }

    @Benchmark
    public float[] copy() {
        System.arraycopy(from, 0, to, 0, from.length);
        return to;
    }
}
