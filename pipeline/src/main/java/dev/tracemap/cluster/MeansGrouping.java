package dev.tracemap.cluster;

import dev.tracemap.cluster.partition.KMeans;
import dev.tracemap.cluster.partition.Silhouette;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

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
        if (n == 0) {
            return Grouping.none(0);
        }
        Matrix sample = n <= SAMPLE
                ? space
                : space.picked(new SplittableRandom(params.seed())
                        .ints(SAMPLE, 0, n)
                        .sorted()
                        .distinct()
                        .toArray());
        try (Workers workers = new Workers(params.threads())) {
            Silhouette pairs = new Silhouette(sample, workers);
            @Nullable Matrix best = null;
            double most = Double.NEGATIVE_INFINITY;
            for (int k = Math.min(n, params.minK()); k <= Math.min(n, params.maxK()); k++) {
                Matrix centres = KMeans.centres(space, k, params.seed(), workers);
                double silhouette =
                        pairs.mean(KMeans.assigned(sample, centres, workers).labels(), k);
                if (silhouette > most) {
                    most = silhouette;
                    best = centres;
                }
            }
            return grouping(KMeans.assigned(space, Objects.requireNonNull(best), workers), most);
        }
    }

    private Grouping grouping(KMeans means, double silhouette) {
        int n = means.labels().length;
        int clusters = means.centres().rows();
        chosen.put("k", clusters);
        chosen.put("silhouette", silhouette);
        double[] certain = new double[n];
        Arrays.fill(certain, 1);
        double[] persistence = new double[clusters];
        Arrays.fill(persistence, 1);
        return new Grouping(means.labels(), certain, new double[n], persistence, List.of(), List.of());
    }
}
