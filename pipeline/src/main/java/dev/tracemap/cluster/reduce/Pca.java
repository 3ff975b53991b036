package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Principal components by randomised subspace iteration (Halko, Martinsson, Tropp 2011, algorithm 4.4).
public final class Pca {
    private static final int EXTRA = 8;
    private static final int ITERATIONS = 4;
    private static final int CHUNK = 128;

    private Pca() {}

    /// The rows, centred, in the coordinates of their `dimensions` strongest directions, strongest first. Where the
    /// data has fewer directions, the rest of the columns is 0. The sign of a direction is such that its largest
    /// coefficient is positive.
    public static Matrix fit(Matrix points, int dimensions, long seed, int threads) {
        int n = points.rows();
        int d = points.columns();
        int width = Math.min(Math.min(n, d), dimensions + EXTRA);
        if (width == 0) {
            return new Matrix(n, dimensions, new float[n * dimensions]);
        }
        try (Workers workers = new Workers(threads)) {
            float[] mean = mean(points);
            double[][] basis = randomDirections(d, width, seed);
            for (int iteration = 0; iteration < ITERATIONS; iteration++) {
                float[] projected = project(points, mean, basis, workers);
                basis = backProject(points, mean, projected, width);
                orthonormalise(basis);
            }
            float[] projected = project(points, mean, basis, workers);
            return rotate(points, projected, width, dimensions, basis);
        }
    }

    private static float[] mean(Matrix points) {
        double[] sum = new double[points.columns()];
        for (int row = 0; row < points.rows(); row++) {
            for (int column = 0; column < sum.length; column++) {
                sum[column] += points.at(row, column);
            }
        }
        float[] mean = new float[sum.length];
        for (int column = 0; column < sum.length; column++) {
            mean[column] = (float) (sum[column] / points.rows());
        }
        return mean;
    }

    private static double[][] randomDirections(int d, int width, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] basis = new double[width][d];
        for (double[] direction : basis) {
            Arrays.setAll(direction, i -> random.nextDouble() + random.nextDouble() - random.nextDouble() - 0.5);
        }
        orthonormalise(basis);
        return basis;
    }

    private static float[] project(Matrix points, float[] mean, double[][] basis, Workers workers) {
        int width = basis.length;
        float[] result = new float[points.rows() * width];
        workers.each((points.rows() + CHUNK - 1) / CHUNK, chunk -> {
            float[] row = new float[mean.length];
            for (int i = chunk * CHUNK; i < Math.min(points.rows(), (chunk + 1) * CHUNK); i++) {
                for (int c = 0; c < row.length; c++) {
                    row[c] = points.at(i, c) - mean[c];
                }
                for (int j = 0; j < width; j++) {
                    result[i * width + j] = (float) dot(row, basis[j]);
                }
            }
        });
        return result;
    }

    private static double dot(float[] row, double[] direction) {
        double sum = 0;
        for (int i = 0; i < row.length; i++) {
            sum += row[i] * direction[i];
        }
        return sum;
    }

    private static double[][] backProject(Matrix points, float[] mean, float[] projected, int width) {
        double[][] result = new double[width][mean.length];
        for (int i = 0; i < points.rows(); i++) {
            for (int j = 0; j < width; j++) {
                float weight = projected[i * width + j];
                double[] direction = result[j];
                for (int c = 0; c < mean.length; c++) {
                    direction[c] += weight * (points.at(i, c) - mean[c]);
                }
            }
        }
        return result;
    }

    /// Modified Gram-Schmidt; a direction that hangs on the others becomes 0.
    private static void orthonormalise(double[][] basis) {
        for (int j = 0; j < basis.length; j++) {
            double before = Math.sqrt(product(basis[j], basis[j]));
            for (int other = 0; other < j; other++) {
                double share = product(basis[j], basis[other]);
                for (int c = 0; c < basis[j].length; c++) {
                    basis[j][c] -= share * basis[other][c];
                }
            }
            double length = Math.sqrt(product(basis[j], basis[j]));
            double scale = length > 1e-6 * before && length > 0 ? 1 / length : 0;
            for (int c = 0; c < basis[j].length; c++) {
                basis[j][c] *= scale;
            }
        }
    }

    private static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static Matrix rotate(Matrix points, float[] projected, int width, int dimensions, double[][] basis) {
        double[][] covariance = new double[width][width];
        for (int i = 0; i < points.rows(); i++) {
            for (int a = 0; a < width; a++) {
                for (int b = 0; b < width; b++) {
                    covariance[a][b] += (double) projected[i * width + a] * projected[i * width + b];
                }
            }
        }
        double[][] vectors = Eigen.symmetric(covariance).vectors();
        float[] result = new float[points.rows() * dimensions];
        for (int k = 0; k < Math.min(width, dimensions); k++) {
            double sign = sign(vectors[k], basis);
            for (int i = 0; i < points.rows(); i++) {
                double sum = 0;
                for (int a = 0; a < width; a++) {
                    sum += projected[i * width + a] * vectors[k][a];
                }
                result[i * dimensions + k] = (float) (sign * sum);
            }
        }
        return new Matrix(points.rows(), dimensions, result);
    }

    private static double sign(double[] vector, double[][] basis) {
        double largest = 0;
        for (int c = 0; c < basis[0].length; c++) {
            double sum = 0;
            for (int a = 0; a < vector.length; a++) {
                sum += vector[a] * basis[a][c];
            }
            largest = Math.abs(sum) > Math.abs(largest) * (1 + 1e-6) ? sum : largest;
        }
        return largest < 0 ? -1 : 1;
    }
}
