package dev.tracemap.cluster.density;

import java.util.Arrays;

/// What remains of a dendrogram when a split counts only if both sides have `minClusterSize` points; smaller pieces
/// fall off their cluster as single points. Density is `lambda = 1 / distance`.
///
/// Clusters are numbered from the root, 0, downwards: a child has a higher number than its parent.
///
/// @param parent of each cluster, -1 for the root
/// @param birth lambda at which each cluster splits off, 0 for the root
/// @param death largest lambda at which a cluster still has a point of its own or splits
/// @param size points of each cluster at birth
/// @param stability excess of mass: the sum over its points of the time they stay in it
/// @param pointCluster the last cluster of each point
/// @param pointLambda when the point falls off it
public record CondensedTree(
        int minClusterSize,
        int[] parent,
        double[] birth,
        double[] death,
        int[] size,
        double[] stability,
        int[] pointCluster,
        double[] pointLambda) {

    public static CondensedTree of(Dendrogram dendrogram, int minClusterSize) {
        return new Condensing(dendrogram, minClusterSize).run();
    }

    public int clusters() {
        return parent.length;
    }

    public int points() {
        return pointCluster.length;
    }

    /// Whether nothing splits off the cluster.
    public boolean[] leaves() {
        boolean[] leaf = new boolean[clusters()];
        Arrays.fill(leaf, true);
        for (int cluster = 1; cluster < clusters(); cluster++) {
            leaf[parent[cluster]] = false;
        }
        return leaf;
    }

    /// How long a cluster's points stay in it, relative to their whole way down from the root: 0 when they leave at
    /// once, near 1 when the cluster is born long before it dissolves.
    public double persistence(int cluster) {
        double mean = stability[cluster] / size[cluster];
        return mean <= 0 ? 0 : mean / (mean + birth[cluster]);
    }

    /// GLOSH: 0 for a point at the densest place of its cluster's part of the tree, near 1 far outside.
    public double[] outlierScores() {
        double[] deepest = death.clone();
        for (int cluster = clusters() - 1; cluster > 0; cluster--) {
            deepest[parent[cluster]] = Math.max(deepest[parent[cluster]], deepest[cluster]);
        }
        double[] scores = new double[points()];
        for (int point = 0; point < scores.length; point++) {
            double densest = deepest[pointCluster[point]];
            scores[point] = densest <= 0 ? 0 : 1 - pointLambda[point] / densest;
        }
        return scores;
    }

    /// For each cluster the nearest one above it or itself for which `chosen` holds, else -1.
    int[] nearestChosen(boolean[] chosen) {
        int[] nearest = new int[clusters()];
        for (int cluster = 0; cluster < nearest.length; cluster++) {
            nearest[cluster] = chosen[cluster] ? cluster : cluster == 0 ? -1 : nearest[parent[cluster]];
        }
        return nearest;
    }
}
