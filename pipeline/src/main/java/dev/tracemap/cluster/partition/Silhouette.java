package dev.tracemap.cluster.partition;

import dev.tracemap.cluster.Matrix;

/// How much nearer points are to their own cluster than to the next one (Rousseeuw 1987), -1 to 1.
public final class Silhouette {
    private Silhouette() {}

    /// The mean over the given rows, by Euclidean distance, noise left out. A point alone in its cluster counts 0.
    ///
    /// @param labels one per point, -1 for noise
    /// @param rows which points to look at; distances are taken among these only, so a sample stays cheap
    public static double mean(Matrix points, int[] labels, int clusters, int[] rows) {
        double sum = 0;
        int counted = 0;
        for (int row : rows) {
            if (labels[row] >= 0) {
                sum += of(points, labels, clusters, rows, row);
                counted++;
            }
        }
        return counted == 0 ? 0 : sum / counted;
    }

    private static double of(Matrix points, int[] labels, int clusters, int[] rows, int row) {
        double[] sum = new double[clusters];
        int[] count = new int[clusters];
        for (int other : rows) {
            if (other != row && labels[other] >= 0) {
                sum[labels[other]] += distance(points, row, other);
                count[labels[other]]++;
            }
        }
        int own = labels[row];
        double next = Double.POSITIVE_INFINITY;
        for (int cluster = 0; cluster < clusters; cluster++) {
            if (cluster != own && count[cluster] > 0) {
                next = Math.min(next, sum[cluster] / count[cluster]);
            }
        }
        if (count[own] == 0 || next == Double.POSITIVE_INFINITY) {
            return 0;
        }
        double inside = sum[own] / count[own];
        double larger = Math.max(inside, next);
        return larger == 0 ? 0 : (next - inside) / larger;
    }

    private static double distance(Matrix points, int a, int b) {
        double sum = 0;
        for (int column = 0; column < points.columns(); column++) {
            double difference = points.at(a, column) - points.at(b, column);
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
