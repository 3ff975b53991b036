package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Matrix;
import java.util.Arrays;

/// Points column by column, so that the same is done to many points at once.
///
/// Each distance is summed over the columns in their order: the results are the same bits on every machine, and the
/// distance from `a` to `b` is the distance from `b` to `a`.
final class Columns {
    private final int rows;
    private final float[][] values;

    Columns(Matrix points) {
        this.rows = points.rows();
        this.values = new float[points.columns()][rows];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < values.length; column++) {
                values[column][row] = points.at(row, column);
            }
        }
    }

    int rows() {
        return rows;
    }

    float[] row(int row) {
        float[] point = new float[values.length];
        for (int column = 0; column < point.length; column++) {
            point[column] = values[column][row];
        }
        return point;
    }

    /// Puts the last of `count` points into the place of `slot`.
    void moveLast(int slot, int count) {
        for (float[] column : values) {
            column[slot] = column[count - 1];
        }
    }

    /// Squared Euclidean distances of `point` to the rows 0 to `end - 1`, into the same places of `out`.
    void squaredDistances(float[] point, int end, float[] out) {
        Arrays.fill(out, 0, end, 0);
        int column = 0;
        for (; column + 1 < values.length; column += 2) {
            addTwo(out, end, values[column], point[column], values[column + 1], point[column + 1]);
        }
        if (column < values.length) {
            addOne(out, end, values[column], point[column]);
        }
    }

    private static void addTwo(float[] sum, int end, float[] a, float x, float[] b, float y) {
        for (int i = 0; i < end; i++) {
            float one = a[i] - x;
            float other = b[i] - y;
            sum[i] = sum[i] + one * one + other * other;
        }
    }

    private static void addOne(float[] sum, int end, float[] a, float x) {
        for (int i = 0; i < end; i++) {
            float one = a[i] - x;
            sum[i] += one * one;
        }
    }
}
