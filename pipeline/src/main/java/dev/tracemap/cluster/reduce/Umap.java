package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Workers;
import dev.tracemap.cluster.neighbour.NeighbourGraph;
import dev.tracemap.cluster.neighbour.Neighbours;

/// Uniform manifold approximation and projection (McInnes, Healy, Melville 2018).
public final class Umap {
    /// Half the width of the box in which a layout starts. The picture starts wider, because in two dimensions points
    /// cannot get past each other.
    private static final float SPREAD = 4;
    private static final float PICTURE_SPREAD = 10;

    private static final float JITTER = 1e-3f;
    private static final int EPOCHS = 200;
    private static final int PICTURE_EPOCHS = 300;

    /// Up to this many columns, `points` are taken for a layout themselves and their plane is where the next one
    /// starts.
    private static final int FEW_COLUMNS = 128;

    private Umap() {}

    /// Lays out the rows of `points` so that those near each other in the graph lie near each other. Progress is told
    /// as stage `reduce`.
    ///
    /// @param points what the graph was made from; the layout starts from its principal components
    /// @param graph the neighbours of each row; only the first `params.neighbours() - 1` columns are used
    public static Matrix fit(Matrix points, NeighbourGraph graph, UmapParams params, Progress progress) {
        try (Workers workers = new Workers(params.threads())) {
            FuzzyGraph fuzzy = FuzzyGraph.of(graph, params.neighbours(), workers);
            Matrix start = scaled(start(points, fuzzy, params, workers), params.seed());
            Curve curve = Curve.fitted(params.minDist());
            Descent descent = new Descent(params.dimensions() == 2 ? PICTURE_EPOCHS : EPOCHS, params.seed());
            return new SpaceLayout(fuzzy, curve, params.dimensions(), descent).from(start, workers, progress);
        }
    }

    /// The same, kept together with its points, so that new ones can be placed in it.
    public static Model model(Matrix points, NeighbourGraph graph, UmapParams params, Progress progress) {
        return new Model(points, fit(points, graph, params, progress), params);
    }

    /// A finished layout.
    ///
    /// @param points the unit rows it was made from
    public record Model(Matrix points, Matrix layout, UmapParams params) {
        /// Puts each new row at the mean of its neighbours' places, weighted by how strongly it belongs to each. The
        /// layout itself does not move.
        ///
        /// @param unitRows as wide as [#points]
        public Matrix transform(Matrix unitRows, Progress progress) {
            NeighbourGraph near =
                    Neighbours.between(unitRows, points, params.neighbours() - 1, params.threads(), progress);
            float[] strengths;
            try (Workers workers = new Workers(params.threads())) {
                strengths = FuzzyGraph.memberships(near, near.k(), params.neighbours(), workers);
            }
            int dimensions = layout.columns();
            float[] places = new float[unitRows.rows() * dimensions];
            for (int row = 0; row < unitRows.rows(); row++) {
                place(near, strengths, row, places);
            }
            return new Matrix(unitRows.rows(), dimensions, places);
        }

        private void place(NeighbourGraph near, float[] strengths, int row, float[] places) {
            float sum = 0;
            for (int at = row * near.k(); at < (row + 1) * near.k(); at++) {
                sum += strengths[at];
            }
            for (int at = row * near.k(); at < (row + 1) * near.k(); at++) {
                int from = layout.offset(near.indices()[at]);
                for (int c = 0; c < layout.columns(); c++) {
                    places[row * layout.columns() + c] += strengths[at] / sum * layout.values()[from + c];
                }
            }
        }
    }

    private static Matrix start(Matrix points, FuzzyGraph fuzzy, UmapParams params, Workers workers) {
        boolean laidOut = points.columns() <= FEW_COLUMNS && points.columns() >= params.dimensions();
        return laidOut
                ? Pca.fit(points, params.dimensions(), params.seed(), workers)
                : Spectrum.of(fuzzy, params.dimensions(), params.seed(), workers);
    }

    private static Matrix scaled(Matrix start, long seed) {
        float spread = start.columns() == 2 ? PICTURE_SPREAD : SPREAD;
        float largest = 0;
        for (float value : start.values()) {
            largest = Math.max(largest, Math.abs(value));
        }
        float[] result = new float[start.values().length];
        for (int i = 0; i < result.length; i++) {
            float place = largest == 0 ? 0 : start.values()[i] / largest * spread;
            result[i] = place + JITTER * (Mix.unit(Mix.of(seed, i)) - 0.5f);
        }
        return new Matrix(start.rows(), start.columns(), result);
    }
}
