package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Workers;
import dev.tracemap.cluster.neighbour.NeighbourGraph;

/// Uniform manifold approximation and projection (McInnes, Healy, Melville 2018).
public final class Umap {
    private Umap() {}

    /// Lays out the rows of `points` so that those near each other in the graph lie near each other. Progress is told
    /// as stage `reduce`.
    ///
    /// @param points what the graph was made from; the layout starts from its principal components
    /// @param graph the neighbours of each row; only the first `params.neighbours() - 1` columns are used
    public static Matrix fit(Matrix points, NeighbourGraph graph, UmapParams params, Progress progress) {
        try (Workers workers = new Workers(params.threads())) {
            FuzzyGraph fuzzy = FuzzyGraph.of(graph, params.neighbours(), workers);
            Matrix start = Pca.fit(points, params.dimensions(), params.seed(), params.threads());
            return new Layout(fuzzy, Curve.fitted(params.minDist()), params.dimensions(), params.seed())
                    .from(start, workers, progress);
        }
    }
}
