package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import java.util.Arrays;

/// HDBSCAN\* up to the dendrogram. All cuts, of any minimum size, come from its [#dendrogram()].
///
/// @param points what was clustered, by Euclidean distance
/// @param coreDistances of each point
public record Hdbscan(
        Matrix points, int minSamples, double[] coreDistances, SpanningTree spanningTree, Dendrogram dendrogram) {

    /// @param minSamples which nearest point, itself counted as the first, makes a point's core distance; 1 =
    ///     single
    ///     linkage
    public static Hdbscan fit(Matrix points, int minSamples, int threads) {
        try (Workers workers = new Workers(threads)) {
            Reachability reachability = Reachability.of(points, minSamples, workers);
            double[] core = new double[points.rows()];
            Arrays.setAll(core, row -> Math.sqrt(reachability.squaredCore()[row]));
            SpanningTree tree = reachability.spanningTree();
            return new Hdbscan(points, minSamples, core, tree, Dendrogram.of(tree));
        }
    }

    public CondensedTree condense(int minClusterSize) {
        return CondensedTree.of(dendrogram, minClusterSize);
    }
}
