package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Matrix;

/// Finds the point on which a new point hangs: the nearest by mutual reachability, of which the new point's own core
/// distance is no part; among equals the nearest by distance, then the first.
final class Landing {
    private final PointTree tree;
    private final float[] core;
    private final float[] leastCore;
    private final float[] point;
    private final float[] distances = new float[PointTree.LEAF];
    private int nearest;
    private float reach;
    private float distance;

    /// @param coreDistances by row
    Landing(PointTree tree, double[] coreDistances) {
        this.tree = tree;
        this.core = new float[tree.rows()];
        for (int place = 0; place < core.length; place++) {
            double own = coreDistances[tree.rowAt(place)];
            core[place] = (float) (own * own);
        }
        this.leastCore = tree.leastBelow(core);
        this.point = tree.room();
    }

    void find(Matrix added, int row) {
        System.arraycopy(added.values(), added.offset(row), point, 0, added.columns());
        nearest = -1;
        reach = Float.POSITIVE_INFINITY;
        distance = Float.POSITIVE_INFINITY;
        visit(1);
    }

    int row() {
        return tree.rowAt(nearest);
    }

    double reach() {
        return Math.sqrt(reach);
    }

    private void visit(int node) {
        if (tree.isLeaf(node)) {
            scan(node);
            return;
        }
        float left = tree.bound(point, 2 * node);
        float right = tree.bound(point, 2 * node + 1);
        boolean leftFirst = left <= right;
        int nearer = leftFirst ? 2 * node : 2 * node + 1;
        if (mayHold(Math.min(left, right), nearer)) {
            visit(nearer);
        }
        int farther = leftFirst ? 2 * node + 1 : 2 * node;
        if (mayHold(Math.max(left, right), farther)) {
            visit(farther);
        }
    }

    private boolean mayHold(float bound, int node) {
        float least = Math.max(bound, leastCore[node]);
        return nearest < 0
                || least < reach
                || (least == reach && bound < distance)
                || (least == reach && bound == distance && tree.firstRow(node) < tree.rowAt(nearest));
    }

    private void scan(int leaf) {
        tree.squaredDistances(point, leaf, distances);
        int start = tree.start(leaf);
        int count = tree.start(leaf + 1) - start;
        for (int i = 0; i < count; i++) {
            float own = Math.max(distances[i], core[start + i]);
            if (nearest < 0 || own < reach || (own == reach && precedes(distances[i], start + i))) {
                nearest = start + i;
                reach = own;
                distance = distances[i];
            }
        }
    }

    private boolean precedes(float other, int place) {
        return other < distance || (other == distance && tree.rowAt(place) < tree.rowAt(nearest));
    }
}
