package dev.tracemap.cluster.partition;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;

/// How much nearer points are to their own cluster than to the next one (Rousseeuw 1987), -1 to 1.
///
/// All distances are taken once, so that many clusterings of the same points can be compared. Meant for some thousand
/// points at most; hand in a sample where there are more.
public final class Silhouette {
    private final int points;
    private final float[] distances;

    public Silhouette(Matrix points, Workers workers) {
        this.points = points.rows();
        this.distances = new float[points.rows() * points.rows()];
        Centres all = new Centres(points);
        workers.each((this.points + Centres.BLOCK - 1) / Centres.BLOCK, block -> {
            float[] room = all.room();
            int first = block * Centres.BLOCK;
            int count = Math.min(Centres.BLOCK, this.points - first);
            all.distances(points, first, count, room);
            for (int i = 0; i < count; i++) {
                for (int other = 0; other < this.points; other++) {
                    distances[(first + i) * this.points + other] = (float) Math.sqrt(room[i * all.stride() + other]);
                }
            }
        });
    }

    /// The mean over the points, by Euclidean distance, noise left out. A point alone in its cluster counts 0.
    ///
    /// @param labels one per point, -1 for noise
    public double mean(int[] labels, int clusters) {
        double sum = 0;
        int counted = 0;
        for (int row = 0; row < points; row++) {
            if (labels[row] >= 0) {
                sum += of(labels, clusters, row);
                counted++;
            }
        }
        return counted == 0 ? 0 : sum / counted;
    }

    /// Of one point that is in a cluster; there must be another cluster.
    public double of(int[] labels, int clusters, int row) {
        double[] sum = new double[clusters];
        int[] count = new int[clusters];
        for (int other = 0; other < points; other++) {
            if (other != row && labels[other] >= 0) {
                sum[labels[other]] += distances[row * points + other];
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
}
