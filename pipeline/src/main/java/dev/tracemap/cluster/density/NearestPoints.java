package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Workers;
import java.util.Arrays;

/// The nearest other points of each point, nearest first, equal distances by row.
///
/// @param k neighbours per point
/// @param places in the tree, `k` for each place
/// @param squared their squared distances
record NearestPoints(int k, int[] places, float[] squared) {

    static NearestPoints of(PointTree tree, int wanted, Workers workers) {
        int k = Math.min(wanted, tree.rows() - 1);
        NearestPoints found = new NearestPoints(k, new int[tree.rows() * k], new float[tree.rows() * k]);
        if (k > 0) {
            workers.each(tree.leaves(), leaf -> new Search(tree, found).leaf(tree.leaves() + leaf));
        }
        return found;
    }

    /// Squared distance of the `rank`-th other point.
    float squared(int place, int rank) {
        return squared[place * k + rank - 1];
    }

    private static final class Search {
        private final PointTree tree;
        private final NearestPoints found;
        private final float[] point;
        private final float[] distances = new float[PointTree.LEAF];
        private final int[] nearest;
        private final float[] least;
        private final int last;
        private int own;

        Search(PointTree tree, NearestPoints found) {
            this.tree = tree;
            this.found = found;
            this.point = tree.room();
            this.last = found.k - 1;
            this.nearest = new int[found.k];
            this.least = new float[found.k];
        }

        void leaf(int leaf) {
            for (own = tree.start(leaf); own < tree.start(leaf + 1); own++) {
                Arrays.fill(least, Float.POSITIVE_INFINITY);
                Arrays.fill(nearest, -1);
                tree.read(own, point);
                visit(1);
                System.arraycopy(nearest, 0, found.places, own * found.k, found.k);
                System.arraycopy(least, 0, found.squared, own * found.k, found.k);
            }
        }

        private void visit(int node) {
            if (tree.isLeaf(node)) {
                scan(node);
                return;
            }
            int nearer = 2 * node;
            int farther = nearer + 1;
            float near = tree.bound(point, nearer);
            float far = tree.bound(point, farther);
            if (far < near || (far == near && tree.firstRow(farther) < tree.firstRow(nearer))) {
                float swap = near;
                near = far;
                far = swap;
                nearer = farther;
                farther = 2 * node;
            }
            if (mayHold(near, nearer)) {
                visit(nearer);
            }
            if (mayHold(far, farther)) {
                visit(farther);
            }
        }

        private boolean mayHold(float bound, int node) {
            return bound < least[last]
                    || nearest[last] < 0
                    || (bound == least[last] && tree.firstRow(node) < tree.rowAt(nearest[last]));
        }

        private void scan(int leaf) {
            tree.squaredDistances(point, leaf, distances);
            int start = tree.start(leaf);
            int count = tree.start(leaf + 1) - start;
            for (int i = 0; i < count; i++) {
                if (distances[i] <= least[last] && start + i != own && precedes(distances[i], start + i, last)) {
                    insert(distances[i], start + i);
                }
            }
        }

        private boolean precedes(float distance, int place, int rank) {
            return distance < least[rank]
                    || nearest[rank] < 0
                    || (distance == least[rank] && tree.rowAt(place) < tree.rowAt(nearest[rank]));
        }

        private void insert(float distance, int place) {
            int at = last;
            while (at > 0 && precedes(distance, place, at - 1)) {
                least[at] = least[at - 1];
                nearest[at] = nearest[at - 1];
                at--;
            }
            least[at] = distance;
            nearest[at] = place;
        }
    }
}
