package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.Arrays;

/// Distance of each point to its `minSamples`-th nearest, the point itself counted as the first (Campello et al.
/// 2013).
final class CoreDistances {
    private CoreDistances() {}

    /// Squared Euclidean core distances; with fewer points than `minSamples` the distance to the farthest.
    static float[] squared(Matrix points, int minSamples, Workers workers) {
        int others = Math.min(minSamples - 1, points.rows() - 1);
        float[] core = new float[points.rows()];
        if (others <= 0) {
            return core;
        }
        Columns columns = new Columns(points);
        int block = 64;
        int blocks = (points.rows() + block - 1) / block;
        workers.each(blocks, b -> {
            float[] distances = new float[points.rows()];
            for (int row = b * block; row < Math.min(points.rows(), (b + 1) * block); row++) {
                columns.squaredDistances(columns.row(row), points.rows(), distances);
                core[row] = smallest(distances, others + 1);
            }
        });
        return core;
    }

    /// The `rank`-th smallest value; the row's own zero is among them.
    private static float smallest(float[] distances, int rank) {
        float[] least = new float[rank];
        Arrays.fill(least, Float.POSITIVE_INFINITY);
        float worst = Float.POSITIVE_INFINITY;
        for (float distance : distances) {
            if (distance < worst) {
                int at = rank - 1;
                while (at > 0 && least[at - 1] > distance) {
                    least[at] = least[at - 1];
                    at--;
                }
                least[at] = distance;
                worst = least[rank - 1];
            }
        }
        return worst;
    }
}
