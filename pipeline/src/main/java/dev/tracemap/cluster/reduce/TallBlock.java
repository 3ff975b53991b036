package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Lanes;
import dev.tracemap.cluster.Workers;
import java.util.Arrays;

/// A block of a few dozen or hundred columns over many rows, and the dense algebra it needs.
///
/// @param rows number of rows
/// @param width number of columns, a multiple of 16
/// @param values row by row
record TallBlock(int rows, int width, float[] values) {
    private static final int CHUNK = 256;

    static TallBlock zero(int rows, int width) {
        return new TallBlock(rows, width, new float[rows * width]);
    }

    /// Products of each column with each, summed over the rows.
    double[][] gram(Workers workers) {
        return products(this, workers);
    }

    /// Products of each column with each column of another block, summed over the rows.
    double[][] products(TallBlock other, Workers workers) {
        int chunks = (rows + CHUNK - 1) / CHUNK;
        float[][] partial = new float[chunks][];
        workers.each(chunks, chunk -> {
            int first = chunk * CHUNK;
            partial[chunk] = products(other, first, Math.min(CHUNK, rows - first));
        });
        double[][] products = new double[width][width];
        for (float[] part : partial) {
            for (int a = 0; a < width; a++) {
                for (int b = 0; b < width; b++) {
                    products[a][b] += part[a * width + b];
                }
            }
        }
        return products;
    }

    private float[] products(TallBlock other, int first, int count) {
        float[] here = Arrays.copyOfRange(other.values, first * width, (first + count) * width);
        float[] across = new float[width * count];
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < width; c++) {
                across[c * count + i] = values[(first + i) * width + c];
            }
        }
        float[] sums = new float[width * width];
        float[] four = new float[4 * width];
        for (int a = 0; a < width; a += 4) {
            for (int c = 0; c < width; c += 2 * Lanes.WIDTH) {
                RowKernels.blend4(across, a * count, count, here, count, width, four, c);
            }
            System.arraycopy(four, 0, sums, a * width, 4 * width);
        }
        return sums;
    }

    /// Replaces each row by its product with `matrix` (width × width, row by row).
    void multiply(float[] matrix, Workers workers) {
        workers.each((rows + CHUNK - 1) / CHUNK, chunk -> {
            float[] in = new float[4 * width];
            float[] out = new float[4 * width];
            for (int row = chunk * CHUNK; row < Math.min(rows, (chunk + 1) * CHUNK); row += 4) {
                int length = Math.min(4, rows - row) * width;
                System.arraycopy(values, row * width, in, 0, length);
                for (int c = 0; c < width; c += 2 * Lanes.WIDTH) {
                    RowKernels.blend4(in, 0, width, matrix, width, width, out, c);
                }
                System.arraycopy(out, 0, values, row * width, length);
            }
        });
    }

    /// Makes the columns orthonormal, each from those before it (Cholesky QR). A column that hangs on those before it
    /// becomes 0.
    void orthonormalise(Workers workers) {
        double[][] gram = gram(workers);
        multiply(inverseFactor(gram), workers);
    }

    /// The inverse of the upper Cholesky factor of `gram`, row by row.
    private float[] inverseFactor(double[][] gram) {
        double[][] upper = new double[width][width];
        double[][] inverse = new double[width][width];
        for (int j = 0; j < width; j++) {
            for (int i = 0; i <= j; i++) {
                double sum = gram[i][j];
                for (int k = 0; k < i; k++) {
                    sum -= upper[k][i] * upper[k][j];
                }
                boolean hangs = i == j ? sum <= 1e-6 * gram[j][j] : upper[i][i] == 0;
                upper[i][j] = hangs ? 0 : i == j ? Math.sqrt(sum) : sum / upper[i][i];
            }
        }
        for (int j = 0; j < width; j++) {
            if (upper[j][j] == 0) {
                continue;
            }
            inverse[j][j] = 1 / upper[j][j];
            for (int i = j - 1; i >= 0; i--) {
                double sum = 0;
                for (int k = i + 1; k <= j; k++) {
                    sum += upper[i][k] * inverse[k][j];
                }
                inverse[i][j] = upper[i][i] == 0 ? 0 : -sum / upper[i][i];
            }
        }
        float[] flat = new float[width * width];
        for (int i = 0; i < width; i++) {
            for (int j = i; j < width; j++) {
                flat[i * width + j] = (float) inverse[i][j];
            }
        }
        return flat;
    }
}
