package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Lanes;
import jdk.incubator.vector.FloatVector;

/// Inner loops over rows of floats whose length is a multiple of 16.
///
/// Each is a small method over arrays, so that the compiler keeps its vectors in registers. Sums run over eight fixed
/// partial sums or one term after the other, whatever the width of the machine's vectors.
final class RowKernels {
    /// Row lengths are multiples of this.
    static final int GRAIN = 16;

    /// Partial sums of a squared distance.
    static final int PARTS = 8;

    private static final int W = Lanes.WIDTH;

    private RowKernels() {}

    static int padded(int columns) {
        return (columns + GRAIN - 1) / GRAIN * GRAIN;
    }

    /// Writes the eight partial sums of the squared distance of row `a` and row `b` at `out + 0 … 7`.
    static void squaredParts(float[] rows, int a, int b, int length, float[] parts, int out) {
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

    /// Adds up the partial sums of `count` distances.
    static void sumParts(float[] parts, int count, float[] sums) {
        for (int i = 0; i < count; i++) {
            int p = i * PARTS;
            sums[i] = ((parts[p] + parts[p + 1]) + (parts[p + 2] + parts[p + 3]))
                    + ((parts[p + 4] + parts[p + 5]) + (parts[p + 6] + parts[p + 7]));
        }
    }

    /// Squared distances of four rows to 2 × width points given column by column: `across[c * stride + m]`. Those of
    /// the i-th row go to `out[i * stride + m]`.
    static void squaredToMany(
            float[] rows, int r0, int r1, int r2, int r3, int length, float[] across, int m, int stride, float[] out) {
        FloatVector s00 = FloatVector.zero(Lanes.SPECIES);
        FloatVector s01 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s30 = s00;
        FloatVector s31 = s00;
        for (int c = 0; c < length; c++) {
            FloatVector p0 = FloatVector.fromArray(Lanes.SPECIES, across, c * stride + m);
            FloatVector p1 = FloatVector.fromArray(Lanes.SPECIES, across, c * stride + m + W);
            FloatVector x0 = FloatVector.broadcast(Lanes.SPECIES, rows[r0 + c]);
            FloatVector d00 = p0.sub(x0);
            FloatVector d01 = p1.sub(x0);
            s00 = d00.fma(d00, s00);
            s01 = d01.fma(d01, s01);
            FloatVector x1 = FloatVector.broadcast(Lanes.SPECIES, rows[r1 + c]);
            FloatVector d10 = p0.sub(x1);
            FloatVector d11 = p1.sub(x1);
            s10 = d10.fma(d10, s10);
            s11 = d11.fma(d11, s11);
            FloatVector x2 = FloatVector.broadcast(Lanes.SPECIES, rows[r2 + c]);
            FloatVector d20 = p0.sub(x2);
            FloatVector d21 = p1.sub(x2);
            s20 = d20.fma(d20, s20);
            s21 = d21.fma(d21, s21);
            FloatVector x3 = FloatVector.broadcast(Lanes.SPECIES, rows[r3 + c]);
            FloatVector d30 = p0.sub(x3);
            FloatVector d31 = p1.sub(x3);
            s30 = d30.fma(d30, s30);
            s31 = d31.fma(d31, s31);
        }
        s00.intoArray(out, m);
        s01.intoArray(out, m + W);
        s10.intoArray(out, stride + m);
        s11.intoArray(out, stride + m + W);
        s20.intoArray(out, 2 * stride + m);
        s21.intoArray(out, 2 * stride + m + W);
        s30.intoArray(out, 3 * stride + m);
        s31.intoArray(out, 3 * stride + m + W);
    }

    /// `sum[c] = factors[0] points[c] + factors[1] points[length + c] + …` for two vectors of columns of four sums at
    /// once. The factors of the four begin `stride` apart, the sums `length` apart.
    static void blend4(float[] factors, int f, int stride, float[] points, int count, int length, float[] sums, int c) {
        FloatVector s00 = FloatVector.zero(Lanes.SPECIES);
        FloatVector s01 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s30 = s00;
        FloatVector s31 = s00;
        for (int m = 0; m < count; m++) {
            FloatVector p0 = FloatVector.fromArray(Lanes.SPECIES, points, m * length + c);
            FloatVector p1 = FloatVector.fromArray(Lanes.SPECIES, points, m * length + c + W);
            FloatVector f0 = FloatVector.broadcast(Lanes.SPECIES, factors[f + m]);
            s00 = f0.fma(p0, s00);
            s01 = f0.fma(p1, s01);
            FloatVector f1 = FloatVector.broadcast(Lanes.SPECIES, factors[f + stride + m]);
            s10 = f1.fma(p0, s10);
            s11 = f1.fma(p1, s11);
            FloatVector f2 = FloatVector.broadcast(Lanes.SPECIES, factors[f + 2 * stride + m]);
            s20 = f2.fma(p0, s20);
            s21 = f2.fma(p1, s21);
            FloatVector f3 = FloatVector.broadcast(Lanes.SPECIES, factors[f + 3 * stride + m]);
            s30 = f3.fma(p0, s30);
            s31 = f3.fma(p1, s31);
        }
        s00.intoArray(sums, c);
        s01.intoArray(sums, c + W);
        s10.intoArray(sums, length + c);
        s11.intoArray(sums, length + c + W);
        s20.intoArray(sums, 2 * length + c);
        s21.intoArray(sums, 2 * length + c + W);
        s30.intoArray(sums, 3 * length + c);
        s31.intoArray(sums, 3 * length + c + W);
    }

    /// `sum[c] = Σ factors[f + e] rows[offsets[f + e] + c]` for the whole row.
    static void gather(float[] rows, int[] offsets, float[] factors, int f, int count, int length, float[] sum) {
        for (int c = 0; c < length; c += 2 * W) {
            FloatVector s0 = FloatVector.zero(Lanes.SPECIES);
            FloatVector s1 = s0;
            for (int e = f; e < f + count; e++) {
                FloatVector factor = FloatVector.broadcast(Lanes.SPECIES, factors[e]);
                s0 = factor.fma(FloatVector.fromArray(Lanes.SPECIES, rows, offsets[e] + c), s0);
                s1 = factor.fma(FloatVector.fromArray(Lanes.SPECIES, rows, offsets[e] + c + W), s1);
            }
            s0.intoArray(sum, c);
            s1.intoArray(sum, c + W);
        }
    }

    /// The next place of a point: `x + limited(stay x + rate pull - away push)`.
    static void step(
            float[] from,
            float[] to,
            int row,
            float stay,
            float[] pull,
            float rate,
            float[] push,
            int p,
            float away,
            float limit,
            int length) {
        for (int c = 0; c < length; c += W) {
            FloatVector x = FloatVector.fromArray(Lanes.SPECIES, from, row + c);
            FloatVector move = x.mul(stay)
                    .add(FloatVector.fromArray(Lanes.SPECIES, pull, c).mul(rate))
                    .sub(FloatVector.fromArray(Lanes.SPECIES, push, p + c).mul(away));
            x.add(move.min(limit).max(-limit)).intoArray(to, row + c);
        }
    }
}
