package dev.tracemap.cluster;

/// Weighted sums of rows, the inner loop of everything dense.
///
/// Written for the compiler, which makes vectors of such a loop by itself where every array is used at the same index:
/// so each row is an array of its own. That code is about as quick as vectors written by hand, but it compiles in a
/// fraction of the time, and runs at a bearable speed before that. Each sum takes its terms in their order, so it is
/// the same bits at any width.
public final class Blend {
    private static final int AT_ONCE = 8;

    private Blend() {}

    /// `sum[i] += factors[f] rows[first][i] + factors[f + 1] rows[first + 1][i] + …` for each `i` below `length`.
    public static void add(float[] sum, int length, float[][] rows, int first, float[] factors, int f, int count) {
        int m = 0;
        for (; m + AT_ONCE <= count; m += AT_ONCE) {
            eight(sum, length, rows, first + m, factors, f + m);
        }
        for (; m < count; m++) {
            one(sum, length, rows[first + m], factors[f + m]);
        }
    }

    /// `sum[i] += factor row[i]` for each `i` below `length`.
    public static void one(float[] sum, int length, float[] row, float factor) {
        for (int i = 0; i < length; i++) {
            sum[i] = Math.fma(factor, row[i], sum[i]);
        }
    }

    private static void eight(float[] sum, int length, float[][] rows, int r, float[] factors, int f) {
        float[] r0 = rows[r];
        float[] r1 = rows[r + 1];
        float[] r2 = rows[r + 2];
        float[] r3 = rows[r + 3];
        float[] r4 = rows[r + 4];
        float[] r5 = rows[r + 5];
        float[] r6 = rows[r + 6];
        float[] r7 = rows[r + 7];
        float f0 = factors[f];
        float f1 = factors[f + 1];
        float f2 = factors[f + 2];
        float f3 = factors[f + 3];
        float f4 = factors[f + 4];
        float f5 = factors[f + 5];
        float f6 = factors[f + 6];
        float f7 = factors[f + 7];
        for (int i = 0; i < length; i++) {
            float s = Math.fma(f3, r3[i], Math.fma(f2, r2[i], Math.fma(f1, r1[i], Math.fma(f0, r0[i], sum[i]))));
            sum[i] = Math.fma(f7, r7[i], Math.fma(f6, r6[i], Math.fma(f5, r5[i], Math.fma(f4, r4[i], s))));
        }
    }

    /// `sum[i] += (a[i] - x)² + (b[i] - y)²` for each `i` below `length`.
    public static void addSquares(float[] sum, int length, float[] a, float x, float[] b, float y) {
        for (int i = 0; i < length; i++) {
            float one = a[i] - x;
            float other = b[i] - y;
            sum[i] = Math.fma(other, other, Math.fma(one, one, sum[i]));
        }
    }
}
