package dev.tracemap.cluster.reduce;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Eigenvalues and vectors of a small symmetric matrix, largest value first, by cyclic Jacobi rotations (Golub and
/// Van Loan, section 8.5).
///
/// @param vectors vector `i` belongs to value `i`
record Eigen(double[] values, double[][] vectors) {
    private static final int MAX_SWEEPS = 30;

    /// @param matrix is overwritten
    static Eigen symmetric(double[][] matrix) {
        int n = matrix.length;
        double[][] vectors = new double[n][n];
        for (int i = 0; i < n; i++) {
            vectors[i][i] = 1;
        }
        for (int sweep = 0; sweep < MAX_SWEEPS && offDiagonal(matrix) > 1e-22 * diagonal(matrix); sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotate(matrix, vectors, p, q);
                }
            }
        }
        Integer[] order = IntStream.range(0, n).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -matrix[i][i]));
        double[] sorted = new double[n];
        double[][] sortedVectors = new double[n][];
        for (int i = 0; i < n; i++) {
            sorted[i] = matrix[order[i]][order[i]];
            sortedVectors[i] = vectors[order[i]];
        }
        return new Eigen(sorted, sortedVectors);
    }

    private static double offDiagonal(double[][] matrix) {
        double sum = 0;
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < i; j++) {
                sum += matrix[i][j] * matrix[i][j];
            }
        }
        return sum;
    }

    private static double diagonal(double[][] matrix) {
        double sum = 0;
        for (int i = 0; i < matrix.length; i++) {
            sum += matrix[i][i] * matrix[i][i];
        }
        return sum;
    }

    private static void rotate(double[][] matrix, double[][] vectors, int p, int q) {
        double apq = matrix[p][q];
        if (apq == 0) {
            return;
        }
        double theta = (matrix[q][q] - matrix[p][p]) / (2 * apq);
        double t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        double c = 1 / Math.sqrt(t * t + 1);
        double s = t * c;
        // Columns through rows: the matrix stays symmetric, so one pass over rows p and q and one over the columns.
        turn(matrix[p], matrix[q], c, s);
        for (double[] row : matrix) {
            double x = row[p];
            double y = row[q];
            row[p] = c * x - s * y;
            row[q] = s * x + c * y;
        }
        turn(vectors[p], vectors[q], c, s);
    }

    private static void turn(double[] x, double[] y, double c, double s) {
        for (int i = 0; i < x.length; i++) {
            double before = x[i];
            x[i] = c * before - s * y[i];
            y[i] = s * before + c * y[i];
        }
    }
}
