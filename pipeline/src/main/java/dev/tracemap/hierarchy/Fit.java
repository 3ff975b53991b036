package dev.tracemap.hierarchy;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import dev.tracemap.cluster.partition.Silhouette;

/// How well groups of clusters are told apart by the items' own vectors: the mean silhouette (Rousseeuw 1987) of the
/// clusters' middles. A cluster that stands alone adds nothing to it, so that groups are preferred.
///
/// The same measure for every tree, whatever it was made from.
final class Fit {
    private final Silhouette silhouette;

    /// @param directions of the clusters
    Fit(Matrix directions, Workers workers) {
        this.silhouette = new Silhouette(directions, workers);
    }

    /// @param group of each cluster
    double of(int[] group, int groups) {
        return silhouette.mean(group, groups);
    }
}
