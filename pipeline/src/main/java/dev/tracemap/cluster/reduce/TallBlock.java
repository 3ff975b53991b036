package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Blend;
import dev.tracemap.cluster.Workers;
import java.util.Arrays;

/// A block of a few dozen or hundred columns over many rows, and the dense algebra it needs.
///
/// @param width number of columns
/// @param values by row
record TallBlock(int width, float[][] values) {
    private static final int CHUNK = 256;

    static TallBlock zero(int rows, int width) {
        return new TallBlock(width, new float[rows][width]);
    }

    int rows() {
        return values.length;
    }

    /// Products of each column with each, summed over the rows.
    double[][] gram(Workers workers) {
        return products(this, workers);
    }

    /// Products of each column with each column of another block, summed over the rows.
    double[][] products(TallBlock other, Workers workers) {
        int chunks = (rows() + CHUNK - 1) / CHUNK;
        float[][][] partial = new float[chunks][][];
        workers.each(chunks, chunk -> {
            int first = chunk * CHUNK;
            partial[chunk] = products(other, first, Math.min(CHUNK, rows() - first));
        });
        double[][] products = new double[width][width];
        for (float[][] part : partial) {
            for (int a = 0; a < width; a++) {
                for (int b = 0; b < width; b++) {
                    products[a][b] += part[a][b];
                }
            }
        }
        return products;
    }

    private float[][] products(TallBlock other, int first, int count) {
        float[] across = new float[width * count];
        for (int i = 0; i < count; i++) {
            for (int c = 0; c < width; c++) {
                across[c * count + i] = values[first + i][c];
            }
        }
        float[][] sums = new float[width][width];
        for (int a = 0; a < width; a++) {
            Blend.add(sums[a], width, other.values, first, across, a * count, count);
        }
        return sums;
    }

    /// Replaces each row by its product with `matrix`, width × width.
    void multiply(float[][] matrix, Workers workers) {
        workers.each((rows() + CHUNK - 1) / CHUNK, chunk -> {
            float[] in = new float[width];
            for (int row = chunk * CHUNK; row < Math.min(rows(), (chunk + 1) * CHUNK); row++) {
                System.arraycopy(values[row], 0, in, 0, width);
                Arrays.fill(values[row], 0);
                Blend.add(values[row], width, matrix, 0, in, 0, width);
            }
        });
    }

    /// Makes the columns orthonormal, each from those before it (Cholesky QR). A column that hangs on those before it
    /// becomes 0.
    void orthonormalise(Workers workers) {
        double[][] gram = gram(workers);
        multiply(inverseFactor(gram), workers);
    }

    /// The inverse of the upper Cholesky factor of `gram`.
    private float[][] inverseFactor(double[][] gram) {
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
        float[][] factor = new float[width][width];
        for (int i = 0; i < width; i++) {
            for (int j = i; j < width; j++) {
                factor[i][j] = (float) inverse[i][j];
            }
        }
        return factor;
    }
}
