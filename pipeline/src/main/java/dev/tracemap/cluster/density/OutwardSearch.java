package dev.tracemap.cluster.density;

/// Looks for the lightest edge of single places out of their parts, passing over nodes that lie in the same part, that
/// are too far away, or whose points all have too large a core distance. One object serves one thread.
final class OutwardSearch {
    private final PointTree tree;
    private final float[] core;
    private final float[] leastCore;
    private final Parts parts;
    private final Candidates candidates;
    private final float[] point;
    private final float[] distances = new float[PointTree.LEAF];
    private int place;
    private int part;
    private int to;
    private float weight;

    /// @param core squared, by place
    /// @param leastCore the smallest of them below each node
    OutwardSearch(PointTree tree, float[] core, float[] leastCore, Parts parts, Candidates candidates) {
        this.tree = tree;
        this.core = core;
        this.leastCore = leastCore;
        this.parts = parts;
        this.candidates = candidates;
        this.point = tree.room();
    }

    void leaf(int leaf) {
        for (int each = tree.start(leaf); each < tree.start(leaf + 1); each++) {
            if (candidates.worthSearching(each)) {
                search(each);
            }
        }
    }

    private void search(int from) {
        place = from;
        part = parts.of(from);
        to = candidates.to(from);
        weight = candidates.weight(from);
        tree.read(from, point);
        visit(1);
        // What was passed over was too heavy even for the bound of that time, which was no lower than it is now.
        float bound = candidates.bound(part);
        boolean lightest = to >= 0 && weight <= bound;
        candidates.set(from, to, weight, lightest ? weight : bound, lightest);
    }

    private void visit(int node) {
        if (tree.isLeaf(node)) {
            scan(node);
            return;
        }
        int nearer = 2 * node;
        int farther = nearer + 1;
        float near = bound(nearer);
        float far = bound(farther);
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

    private float bound(int node) {
        return parts.ofNode(node) == part ? Float.POSITIVE_INFINITY : tree.bound(point, node);
    }

    private boolean mayHold(float distance, int node) {
        if (parts.ofNode(node) == part) {
            return false;
        }
        float lightest = Math.max(distance, Math.max(core[place], leastCore[node]));
        return lightest <= candidates.bound(part)
                && (lightest < weight || to < 0 || (lightest == weight && tree.firstRow(node) < tree.rowAt(to)));
    }

    private void scan(int leaf) {
        tree.squaredDistances(point, leaf, distances);
        int start = tree.start(leaf);
        int count = tree.start(leaf + 1) - start;
        for (int i = 0; i < count; i++) {
            if (distances[i] <= weight && parts.of(start + i) != part) {
                offer(start + i, Math.max(distances[i], Math.max(core[place], core[start + i])));
            }
        }
    }

    private void offer(int other, float reach) {
        if (reach < weight || to < 0 || (reach == weight && tree.rowAt(other) < tree.rowAt(to))) {
            weight = reach;
            to = other;
            candidates.lower(part, reach);
        }
    }
}
