package dev.tracemap.cluster.neighbour;

import dev.tracemap.cluster.Lanes;
import jdk.incubator.vector.FloatVector;

/// Dot products of single rows, for when they are too scattered for a [Tile]. Sums run over eight fixed partial sums
/// whatever the width of the machine's vectors.
public final class Dots {
    private static final int PARTS = 8;
    private static final int W = Lanes.WIDTH;

    private final float[] parts = new float[4 * PARTS];

    /// Products of rows with four others each.
    ///
    /// @param rows indices, each row before its four others
    public static float[] withFour(float[] values, int columns, int[] rows) {
        float[] products = new float[rows.length / 5 * 4];
        for (int i = 0; i < products.length; i++) {
            int r = i / 4 * 5;
            products[i] = plain(values, rows[r] * columns, rows[r + 1 + i % 4] * columns, columns);
        }
        return products;
    }

    /// One product, in plain Java: a few thousand of them are not worth compiling vectors for.
    private static float plain(float[] values, int a, int b, int length) {
        int whole = length - length % PARTS;
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int c = 0; c < whole; c += PARTS) {
            s0 = Math.fma(values[a + c], values[b + c], s0);
            s1 = Math.fma(values[a + c + 1], values[b + c + 1], s1);
            s2 = Math.fma(values[a + c + 2], values[b + c + 2], s2);
            s3 = Math.fma(values[a + c + 3], values[b + c + 3], s3);
            s4 = Math.fma(values[a + c + 4], values[b + c + 4], s4);
            s5 = Math.fma(values[a + c + 5], values[b + c + 5], s5);
            s6 = Math.fma(values[a + c + 6], values[b + c + 6], s6);
            s7 = Math.fma(values[a + c + 7], values[b + c + 7], s7);
        }
        float sum = ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
        for (int c = whole; c < length; c++) {
            sum += values[a + c] * values[b + c];
        }
        return sum;
    }

    /// Products of the row at `a` with four of `values`, by offset.
    void four(float[] left, int a, float[] values, int b0, int b1, int b2, int b3, int length, float[] out, int o) {
        int whole = length - length % PARTS;
        for (int part = 0; part < PARTS; part += W) {
            partial(left, a, values, b0, b1, b2, b3, whole, part, parts);
        }
        for (int i = 0; i < 4; i++) {
            int b = i == 0 ? b0 : i == 1 ? b1 : i == 2 ? b2 : b3;
            int p = i * PARTS;
            float sum = ((parts[p] + parts[p + 1]) + (parts[p + 2] + parts[p + 3]))
                    + ((parts[p + 4] + parts[p + 5]) + (parts[p + 6] + parts[p + 7]));
            for (int c = whole; c < length; c++) {
                sum += left[a + c] * values[b + c];
            }
            out[o + i] = sum;
        }
    }

    private static void partial(
            float[] left, int a, float[] values, int b0, int b1, int b2, int b3, int whole, int part, float[] parts) {
        FloatVector s0 = FloatVector.zero(Lanes.SPECIES);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        for (int c = part; c < whole; c += PARTS) {
            FloatVector x = FloatVector.fromArray(Lanes.SPECIES, left, a + c);
            s0 = x.fma(FloatVector.fromArray(Lanes.SPECIES, values, b0 + c), s0);
            s1 = x.fma(FloatVector.fromArray(Lanes.SPECIES, values, b1 + c), s1);
            s2 = x.fma(FloatVector.fromArray(Lanes.SPECIES, values, b2 + c), s2);
            s3 = x.fma(FloatVector.fromArray(Lanes.SPECIES, values, b3 + c), s3);
        }
        s0.intoArray(parts, part);
        s1.intoArray(parts, PARTS + part);
        s2.intoArray(parts, 2 * PARTS + part);
        s3.intoArray(parts, 3 * PARTS + part);
    }
}
