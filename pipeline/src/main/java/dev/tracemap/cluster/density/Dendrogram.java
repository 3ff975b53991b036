package dev.tracemap.cluster.density;

/// The binary merge tree (single linkage) that a spanning tree stands for.
///
/// Nodes `0 … points - 1` are the points, node `points + i` is the `i`-th merge. The points under a node stand next
/// to
/// each other in `order`, from `start` on.
///
/// @param left first child of each merge
/// @param right second child of each merge
/// @param height at which each merge happens, ascending
/// @param size points under each node
/// @param start where a node's points begin in `order`
/// @param order the points, so that each node's are contiguous
public record Dendrogram(int points, int[] left, int[] right, double[] height, int[] size, int[] start, int[] order) {

    public static Dendrogram of(SpanningTree tree) {
        int n = tree.points();
        int merges = Math.max(0, n - 1);
        int[] left = new int[merges];
        int[] right = new int[merges];
        int[] size = new int[n + merges];
        int[] root = new int[n + merges];
        for (int node = 0; node < root.length; node++) {
            root[node] = node;
            size[node] = 1;
        }
        for (int i = 0; i < merges; i++) {
            int a = find(root, tree.from()[i]);
            int b = find(root, tree.to()[i]);
            left[i] = a;
            right[i] = b;
            root[a] = n + i;
            root[b] = n + i;
            size[n + i] = size[a] + size[b];
        }
        int[] start = new int[n + merges];
        int[] order = new int[n];
        for (int i = merges - 1; i >= 0; i--) {
            start[left[i]] = start[n + i];
            start[right[i]] = start[n + i] + size[left[i]];
        }
        for (int point = 0; point < n; point++) {
            order[start[point]] = point;
        }
        return new Dendrogram(n, left, right, tree.weights(), size, start, order);
    }

    private static int find(int[] root, int node) {
        int top = node;
        while (root[top] != top) {
            top = root[top];
        }
        int at = node;
        while (root[at] != top) {
            int next = root[at];
            root[at] = top;
            at = next;
        }
        return top;
    }

    /// The node that holds all points.
    int top() {
        return points + left.length - 1;
    }
}
