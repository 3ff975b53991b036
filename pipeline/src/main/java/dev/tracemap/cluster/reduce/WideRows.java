package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Lanes;
import jdk.incubator.vector.FloatVector;

/// Rows whose length is a multiple of [#GRAIN], with vectors.
///
/// Each loop is a small method over arrays, so that the compiler keeps its vectors in registers. Sums run over eight
/// fixed partial sums or one term after the other, whatever the width of the machine's vectors.
final class WideRows implements PullKernels {
    static final int GRAIN = 16;

    /// Partial sums of a squared distance.
    private static final int PARTS = 8;

    private static final int W = Lanes.WIDTH;

    private float[] parts = new float[64 * PARTS];

    @Override
    public void squared(float[] rows, int own, int[] others, int begin, int end, int length, float[] out) {
        if ((end - begin) * PARTS > parts.length) {
            parts = new float[2 * (end - begin) * PARTS];
        }
        for (int e = begin; e < end; e++) {
            squaredParts(rows, own, others[e], length, parts, (e - begin) * PARTS);
        }
        sumParts(parts, begin, end, out);
    }

    /// Writes the eight partial sums of the squared distance of row `a` and row `b` at `out + 0 … 7`.
    private static void squaredParts(float[] rows, int a, int b, int length, float[] parts, int out) {
        for (int part = 0; part < PARTS; part += W) {
            FloatVector sum = FloatVector.zero(Lanes.SPECIES);
            for (int c = part; c < length; c += PARTS) {
                FloatVector difference = FloatVector.fromArray(Lanes.SPECIES, rows, a + c)
                        .sub(FloatVector.fromArray(Lanes.SPECIES, rows, b + c));
                sum = difference.fma(difference, sum);
            }
            sum.intoArray(parts, out + part);
        }
    }

    private static void sumParts(float[] parts, int begin, int end, float[] sums) {
        for (int e = begin; e < end; e++) {
            int p = (e - begin) * PARTS;
            sums[e] = ((parts[p] + parts[p + 1]) + (parts[p + 2] + parts[p + 3]))
                    + ((parts[p + 4] + parts[p + 5]) + (parts[p + 6] + parts[p + 7]));
        }
    }

    @Override
    public void gather(float[] rows, int[] others, float[] factors, int begin, int end, int length, float[] sum) {
        for (int c = 0; c < length; c += 2 * W) {
            FloatVector s0 = FloatVector.zero(Lanes.SPECIES);
            FloatVector s1 = s0;
            for (int e = begin; e < end; e++) {
                FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, factors[e]);
                s0 = factor.fma(FloatVector.fromArray(Lanes.SPECIES, rows, others[e] + c), s0);
                s1 = factor.fma(FloatVector.fromArray(Lanes.SPECIES, rows, others[e] + c + W), s1);
            }
            s0.intoArray(sum, c);
            s1.intoArray(sum, c + W);
        }
    }
}
