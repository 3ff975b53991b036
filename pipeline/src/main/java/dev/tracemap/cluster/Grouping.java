package dev.tracemap.cluster;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Which row belongs where, before centroids, ranks and positions are worked out.
///
/// @param labels one per row, -1 for noise
/// @param probabilities membership per row, 0 for noise
/// @param outlierScores per row
/// @param persistence per cluster
/// @param exemplars candidates per cluster, unordered, possibly none
/// @param layers coarse to fine
record Grouping(
        int[] labels,
        double[] probabilities,
        double[] outlierScores,
        double[] persistence,
        List<List<Integer>> exemplars,
        List<Clustering.Layer> layers) {

    /// Everything is noise.
    static Grouping none(int rows) {
        int[] labels = new int[rows];
        Arrays.fill(labels, -1);
        double[] certain = new double[rows];
        Arrays.fill(certain, 1);
        return new Grouping(labels, new double[rows], certain, new double[0], List.of(), List.of());
    }

    /// The same with some rows called noise.
    Grouping without(boolean[] left) {
        int[] kept = labels.clone();
        double[] sure = probabilities.clone();
        double[] scores = outlierScores.clone();
        for (int row = 0; row < kept.length; row++) {
            if (left[row]) {
                kept[row] = -1;
                sure[row] = 0;
                scores[row] = 1;
            }
        }
        return new Grouping(kept, sure, scores, persistence, exemplars, layers);
    }

    int clusters() {
        return persistence.length;
    }

    /// The same with the largest cluster as number 0; equal sizes keep the order of their first rows. Clusters
    /// without
    /// rows disappear.
    Grouping largestFirst() {
        int[] size = new int[clusters()];
        int[] first = new int[clusters()];
        for (int row = labels.length - 1; row >= 0; row--) {
            if (labels[row] >= 0) {
                size[labels[row]]++;
                first[labels[row]] = row;
            }
        }
        List<Integer> order = new ArrayList<>();
        for (int cluster = 0; cluster < clusters(); cluster++) {
            if (size[cluster] > 0) {
                order.add(cluster);
            }
        }
        order.sort(Comparator.<Integer>comparingInt(cluster -> -size[cluster])
                .thenComparingInt(cluster -> first[cluster]));
        int[] renamed = new int[clusters()];
        for (int i = 0; i < order.size(); i++) {
            renamed[order.get(i)] = i;
        }
        int[] names = new int[labels.length];
        for (int row = 0; row < labels.length; row++) {
            names[row] = labels[row] < 0 ? -1 : renamed[labels[row]];
        }
        return new Grouping(
                names,
                probabilities,
                outlierScores,
                order.stream().mapToDouble(cluster -> persistence[cluster]).toArray(),
                order.stream()
                        .map(cluster -> exemplars.isEmpty() ? List.<Integer>of() : exemplars.get(cluster))
                        .toList(),
                layers);
    }
}
