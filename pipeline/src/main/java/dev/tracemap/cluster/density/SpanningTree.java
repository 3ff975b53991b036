package dev.tracemap.cluster.density;

import java.util.Arrays;
import java.util.Comparator;

/// A minimum spanning tree of mutual reachability: `points - 1` edges, shortest first.
///
/// @param from one end of each edge, the smaller row
/// @param to the other end
/// @param weights ascending; equal weights are ordered by their ends, so that the tree reads the same every time
public record SpanningTree(int points, int[] from, int[] to, double[] weights) {

    /// The same edges in the order of the record.
    static SpanningTree sorted(int points, int[] from, int[] to, double[] weights) {
        Integer[] order = new Integer[weights.length];
        Arrays.setAll(order, edge -> edge);
        Arrays.sort(
                order,
                Comparator.<Integer>comparingDouble(edge -> weights[edge])
                        .thenComparingInt(edge -> Math.min(from[edge], to[edge]))
                        .thenComparingInt(edge -> Math.max(from[edge], to[edge])));
        int[] low = new int[order.length];
        int[] high = new int[order.length];
        double[] ascending = new double[order.length];
        for (int i = 0; i < order.length; i++) {
            int edge = order[i];
            low[i] = Math.min(from[edge], to[edge]);
            high[i] = Math.max(from[edge], to[edge]);
            ascending[i] = weights[edge];
        }
        return new SpanningTree(points, low, high, ascending);
    }
}
