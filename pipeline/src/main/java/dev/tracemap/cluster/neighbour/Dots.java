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
        Dots dots = new Dots();
        float[] products = new float[rows.length / 5 * 4];
        for (int i = 0, r = 0; i < products.length; i += 4, r += 5) {
            int one = rows[r + 1] * columns;
            int two = rows[r + 2] * columns;
            int three = rows[r + 3] * columns;
            int four = rows[r + 4] * columns;
            dots.four(values, rows[r] * columns, values, one, two, three, four, columns, products, i);
        }
        return products;
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
