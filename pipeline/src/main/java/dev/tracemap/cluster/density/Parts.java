package dev.tracemap.cluster.density;

import java.util.Arrays;

/// Which places of a tree are joined so far, told per place and per node.
final class Parts {
    private final PointTree tree;
    private final int[] above;
    private final int[] part;
    private final int[] partOfNode;

    Parts(PointTree tree) {
        this.tree = tree;
        this.above = new int[tree.rows()];
        Arrays.setAll(above, place -> place);
        this.part = above.clone();
        this.partOfNode = new int[2 * tree.leaves()];
        tellNodes();
    }

    /// One of the places joined with this one, the same for all of them, as of the last [#tell()].
    int of(int place) {
        return part[place];
    }

    /// The part that all places below the node are in, -1 if they are in several.
    int ofNode(int node) {
        return partOfNode[node];
    }

    /// Whether the two were apart until now.
    boolean join(int a, int b) {
        int top = top(a);
        int other = top(b);
        above[Math.max(top, other)] = Math.min(top, other);
        return top != other;
    }

    private int top(int place) {
        int at = place;
        while (above[at] != at) {
            above[at] = above[above[at]];
            at = above[at];
        }
        return at;
    }

    /// Makes what was joined visible.
    void tell() {
        for (int place = 0; place < part.length; place++) {
            part[place] = top(place);
        }
        tellNodes();
    }

    private void tellNodes() {
        for (int node = 2 * tree.leaves() - 1; node > 0; node--) {
            partOfNode[node] = tree.isLeaf(node) ? common(node) : common(2 * node, 2 * node + 1);
        }
    }

    private int common(int leaf) {
        int first = part[tree.start(leaf)];
        for (int place = tree.start(leaf); place < tree.start(leaf + 1); place++) {
            if (part[place] != first) {
                return -1;
            }
        }
        return first;
    }

    private int common(int left, int right) {
        return partOfNode[left] == partOfNode[right] ? partOfNode[left] : -1;
    }
}
