package dev.tracemap.cluster.reduce;

import java.util.Arrays;

/// Rows of an even, small length, in plain Java: vectors would be hardly quicker and take a second to compile.
final class NarrowRows implements PullKernels {
    static final int GRAIN = 2;

    @Override
    public void squared(float[] rows, int own, int[] others, int begin, int end, int length, float[] out) {
        for (int e = begin; e < end; e++) {
            out[e] = squared(rows, own, others[e], length);
        }
    }

    /// Two sums side by side, since each addition waits for the one before it.
    private static float squared(float[] rows, int a, int b, int length) {
        float even = 0;
        float odd = 0;
        for (int c = 0; c < length; c += GRAIN) {
            float one = rows[a + c] - rows[b + c];
            float other = rows[a + c + 1] - rows[b + c + 1];
            even = Math.fma(one, one, even);
            odd = Math.fma(other, other, odd);
        }
        return even + odd;
    }

    @Override
    public void gather(float[] rows, int[] others, float[] factors, int begin, int end, int length, float[] sum) {
        Arrays.fill(sum, 0);
        for (int e = begin; e < end; e++) {
            add(sum, rows, others[e], factors[e], length);
        }
    }

    private static void add(float[] sum, float[] rows, int row, float factor, int length) {
        for (int c = 0; c < length; c++) {
            sum[c] = Math.fma(factor, rows[row + c], sum[c]);
        }
    }
}
