package dev.tracemap.cluster.density;

import java.util.Arrays;

/// A minimum spanning tree of mutual reachability: `points - 1` edges, shortest first.
///
/// Equal weights, which core distances make common, are ordered by the smaller and then the larger end. That makes
/// the tree unique: every algorithm finds the same one.
///
/// @param from one end of each edge, the smaller row
/// @param to the other end
/// @param weights ascending; equal weights are ordered by their ends
public record SpanningTree(int points, int[] from, int[] to, double[] weights) {

    /// The same edges in the order of the record.
    ///
    /// @param squared weights; none is negative
    static SpanningTree of(int points, int[] from, int[] to, float[] squared) {
        int edges = squared.length;
        long[] order = new long[edges];
        Arrays.setAll(order, edge -> (long) Float.floatToIntBits(squared[edge]) << 32 | edge);
        Arrays.sort(order);
        long[] ends = new long[edges];
        double[] ascending = new double[edges];
        int run = 0;
        for (int i = 0; i < edges; i++) {
            int edge = (int) order[i];
            ends[i] = (long) Math.min(from[edge], to[edge]) << 32 | Math.max(from[edge], to[edge]);
            ascending[i] = Math.sqrt(squared[edge]);
            if (ascending[i] > ascending[run]) {
                Arrays.sort(ends, run, i);
                run = i;
            }
        }
        Arrays.sort(ends, run, edges);
        int[] low = new int[edges];
        int[] high = new int[edges];
        for (int i = 0; i < edges; i++) {
            low[i] = (int) (ends[i] >>> 32);
            high[i] = (int) ends[i];
        }
        return new SpanningTree(points, low, high, ascending);
    }
}
