package dev.tracemap.hierarchy;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.partition.Agglomeration;
import dev.tracemap.cluster.partition.Agglomeration.Linkage;
import dev.tracemap.hierarchy.Hierarchy.Source;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// One tree over the clusters from each source.
final class Trees {
    /// More than groups within a coarser cut can be apart.
    private static final double APART = 1e6;

    private Trees() {}

    /// @param directions of the clusters
    /// @param names a vector per cluster
    static Map<Source, Agglomeration> over(Leaves leaves, Matrix directions, Optional<Matrix> names) {
        Map<Source, Agglomeration> trees = new EnumMap<>(Source.class);
        if (!leaves.coarser().isEmpty()) {
            trees.put(
                    Source.LAYERS,
                    Agglomeration.of(layered(leaves, Agglomeration.distances(directions)), Linkage.WARD));
        }
        trees.put(Source.CENTROIDS, Agglomeration.of(Agglomeration.distances(directions), Linkage.WARD));
        names.ifPresent(vectors -> trees.put(
                Source.LABELS, Agglomeration.of(Agglomeration.distances(Leaves.centred(vectors)), Linkage.WARD)));
        return trees;
    }

    /// What the coarsest cut holds together merges before what it keeps apart; the middles decide the rest.
    private static double[][] layered(Leaves leaves, double[][] distance) {
        int[] in = home(leaves, leaves.coarser().getFirst(), distance);
        for (int a = 0; a < in.length; a++) {
            for (int b = 0; b < in.length; b++) {
                distance[a][b] += in[a] == in[b] ? 0 : APART;
            }
        }
        return distance;
    }

    /// Where most of a cluster's items are in a coarser cut. A cluster that is mostly noise there goes with the nearest
    /// one that is not.
    private static int[] home(Leaves leaves, int[] layer, double[][] distance) {
        int[][] counts = counts(leaves, layer);
        int[] home = new int[leaves.count()];
        for (int leaf = 0; leaf < home.length; leaf++) {
            home[leaf] = most(counts[leaf]) - 1;
        }
        int[] all = home.clone();
        for (int leaf = 0; leaf < home.length; leaf++) {
            double least = Double.POSITIVE_INFINITY;
            for (int other = 0; home[leaf] < 0 && other < home.length; other++) {
                if (home[other] >= 0 && distance[leaf][other] < least) {
                    least = distance[leaf][other];
                    all[leaf] = home[other];
                }
            }
        }
        return all;
    }

    /// Per cluster, how many of its items are noise, in the first cluster of the layer, in the second, …
    private static int[][] counts(Leaves leaves, int[] layer) {
        int largest = -1;
        for (int label : layer) {
            largest = Math.max(largest, label);
        }
        int[][] counts = new int[leaves.count()][largest + 2];
        for (int row = 0; row < layer.length; row++) {
            if (leaves.cluster()[row] >= 0) {
                counts[leaves.cluster()[row]][layer[row] + 1]++;
            }
        }
        return counts;
    }

    private static int most(int[] counts) {
        int most = 0;
        for (int i = 1; i < counts.length; i++) {
            most = counts[i] > counts[most] ? i : most;
        }
        return most;
    }
}
