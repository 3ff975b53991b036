package dev.tracemap.cluster;

import dev.tracemap.cluster.partition.KMeans;
import dev.tracemap.cluster.partition.Silhouette;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// K-means with the number of clusters that has the best silhouette.
final class MeansGrouping {
    private static final int SAMPLE = 2000;

    private final ClusteringParams params;
    private final Map<String, Object> chosen;

    MeansGrouping(ClusteringParams params, Map<String, Object> chosen) {
        this.params = params;
        this.chosen = chosen;
    }

    Grouping of(Matrix space) {
        int n = space.rows();
        int[] sample = n <= SAMPLE
                ? IntStream.range(0, n).toArray()
                : new SplittableRandom(params.seed())
                        .ints(SAMPLE, 0, n)
                        .sorted()
                        .distinct()
                        .toArray();
        int[] labels = new int[n];
        int clusters = 1;
        double best = Double.NEGATIVE_INFINITY;
        try (Workers workers = new Workers(params.threads())) {
            for (int k = Math.min(n, params.minK()); k <= Math.min(n, params.maxK()); k++) {
                KMeans means = KMeans.fit(space, k, params.seed(), workers);
                double silhouette = Silhouette.mean(space, means.labels(), k, sample);
                if (silhouette > best) {
                    best = silhouette;
                    labels = means.labels();
                    clusters = k;
                }
            }
        }
        chosen.put("k", clusters);
        chosen.put("silhouette", best);
        double[] certain = new double[n];
        Arrays.fill(certain, 1);
        double[] persistence = new double[clusters];
        Arrays.fill(persistence, 1);
        return new Grouping(labels, certain, new double[n], persistence, List.of(), List.of());
    }
}
