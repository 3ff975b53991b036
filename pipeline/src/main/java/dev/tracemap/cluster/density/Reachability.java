package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;

/// Core distances and the spanning tree of mutual reachability, by whichever way is quicker. Both ways give the same
/// bits.
///
/// @param squaredCore squared core distance of each point
record Reachability(float[] squaredCore, SpanningTree spanningTree) {
    /// Neighbours to look for at once with the core distances: more of them spare searches later.
    private static final int SHORTLIST = 8;

    /// Where scanning takes some ten milliseconds, which a fresh process needs to compile the other way.
    private static final int FEW = 2_000;

    /// A layout has bounds that spare most of the work in ten columns as in a hundred. Raw rows, which have more, are
    /// all about as far from one another, and searching them looks at every pair several times.
    private static final int MANY_COLUMNS = 128;

    static Reachability of(Matrix points, int minSamples, Workers workers) {
        return points.rows() < FEW || points.columns() > MANY_COLUMNS
                ? byScanning(points, minSamples, workers)
                : bySearching(points, minSamples, workers);
    }

    /// All pairs.
    static Reachability byScanning(Matrix points, int minSamples, Workers workers) {
        float[] core = CoreDistances.squared(points, minSamples, workers);
        return new Reachability(core, Prim.of(points, core));
    }

    /// A kd-tree.
    ///
    /// @param points at least two
    static Reachability bySearching(Matrix points, int minSamples, Workers workers) {
        PointTree tree = PointTree.of(points, workers);
        int others = Math.min(minSamples, points.rows()) - 1;
        NearestPoints nearest = NearestPoints.of(tree, Math.max(others, SHORTLIST), workers);
        float[] core = new float[points.rows()];
        float[] byRow = new float[points.rows()];
        for (int place = 0; place < core.length; place++) {
            core[place] = others == 0 ? 0 : nearest.squared(place, others);
            byRow[tree.rowAt(place)] = core[place];
        }
        return new Reachability(byRow, Boruvka.of(tree, nearest, core, workers));
    }
}
