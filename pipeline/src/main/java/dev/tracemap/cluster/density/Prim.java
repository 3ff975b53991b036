package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Matrix;

/// Prim's algorithm over all pairs: no index helps in many dimensions, so each step scans the points not yet
/// reached.
/// Reached points are taken out of the arrays, which halves the work and keeps the scan free of branches.
final class Prim {
    private final Columns columns;
    private final int[] rowAt;
    private final float[] core;
    private final float[] best;
    private final int[] via;
    private final float[] distances;

    private Prim(Matrix points, float[] squaredCore) {
        int n = points.rows();
        this.columns = new Columns(points);
        this.rowAt = new int[n];
        this.core = squaredCore.clone();
        this.best = new float[n];
        this.via = new int[n];
        this.distances = new float[n];
        for (int row = 0; row < n; row++) {
            rowAt[row] = row;
            best[row] = Float.POSITIVE_INFINITY;
            via[row] = Integer.MAX_VALUE;
        }
    }

    /// @param squaredCore squared core distance of each point
    static SpanningTree of(Matrix points, float[] squaredCore) {
        return new Prim(points, squaredCore).run();
    }

    private SpanningTree run() {
        int n = rowAt.length;
        int edges = Math.max(0, n - 1);
        int[] from = new int[edges];
        int[] to = new int[edges];
        float[] squared = new float[edges];
        int slot = n - 1;
        for (int edge = 0; edge < edges; edge++) {
            int left = n - 1 - edge;
            int reached = rowAt[slot];
            float reachedCore = core[slot];
            float[] point = columns.row(slot);
            remove(slot, left + 1);
            slot = relax(point, reached, reachedCore, left);
            from[edge] = via[slot];
            to[edge] = rowAt[slot];
            squared[edge] = best[slot];
        }
        return SpanningTree.of(n, from, to, squared);
    }

    private void remove(int slot, int count) {
        columns.moveLast(slot, count);
        rowAt[slot] = rowAt[count - 1];
        core[slot] = core[count - 1];
        best[slot] = best[count - 1];
        via[slot] = via[count - 1];
    }

    /// Offers the edges of the point just reached to the `count` points left; returns the place of the nearest of
    /// them.
    private int relax(float[] point, int reached, float reachedCore, int count) {
        columns.squaredDistances(point, count, distances);
        int nearest = 0;
        float least = Float.POSITIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            float reach = Math.max(distances[i], Math.max(core[i], reachedCore));
            if (reach < best[i] || (reach == best[i] && reached < via[i])) {
                best[i] = reach;
                via[i] = reached;
            }
            if (best[i] < least || (best[i] == least && precedes(i, nearest))) {
                least = best[i];
                nearest = i;
            }
        }
        return nearest;
    }

    /// The order among edges of equal weight.
    private boolean precedes(int slot, int other) {
        int low = Math.min(rowAt[slot], via[slot]);
        int otherLow = Math.min(rowAt[other], via[other]);
        return low < otherLow
                || (low == otherLow && Math.max(rowAt[slot], via[slot]) < Math.max(rowAt[other], via[other]));
    }
}
