package dev.tracemap.cluster.density;

import java.util.Arrays;

/// How well clusters are told apart by density: DBCV (Moulavi et al. 2014) in the variant that needs only the spanning
/// tree, as a relative figure for clusterings of the same points.
///
/// A cluster is as sparse as the longest step that cannot be avoided between two of its members, and as separate as
/// the longest step that cannot be avoided on the way to the nearest other cluster; steps are by mutual reachability
/// and may lead through noise. Its validity is their difference over the larger of them, from -1 to 1. The paper
/// instead takes core distances from all points of the cluster, a tree of each cluster alone, and direct distances
/// between clusters.
///
/// @param perCluster 0 where there is no other cluster
/// @param total mean over all points, noise counted as 0
public record Validity(double[] perCluster, double total) {

    /// @param labels one per point, -1 for noise
    public static Validity of(Dendrogram dendrogram, int[] labels, int clusters) {
        double[] sparseness = new double[clusters];
        double[] separation = new double[clusters];
        Arrays.fill(separation, Double.POSITIVE_INFINITY);
        LongestStep longest = new LongestStep(dendrogram);
        int[] last = new int[clusters];
        Arrays.fill(last, -1);
        int before = -1;
        for (int position = 0; position < labels.length; position++) {
            longest.extendTo(position);
            int label = labels[dendrogram.order()[position]];
            if (label < 0) {
                continue;
            }
            if (last[label] >= 0) {
                sparseness[label] = Math.max(sparseness[label], longest.since(last[label]));
            }
            int neighbour = before < 0 ? label : labels[dendrogram.order()[before]];
            if (neighbour != label) {
                double step = longest.since(before);
                separation[label] = Math.min(separation[label], step);
                separation[neighbour] = Math.min(separation[neighbour], step);
            }
            last[label] = position;
            before = position;
        }
        return of(sparseness, separation, labels);
    }

    private static Validity of(double[] sparseness, double[] separation, int[] labels) {
        double[] validity = new double[sparseness.length];
        for (int cluster = 0; cluster < validity.length; cluster++) {
            double larger = Math.max(sparseness[cluster], separation[cluster]);
            if (larger > 0 && larger < Double.POSITIVE_INFINITY) {
                validity[cluster] = (separation[cluster] - sparseness[cluster]) / larger;
            }
        }
        double sum = 0;
        for (int label : labels) {
            sum += label < 0 ? 0 : validity[label];
        }
        return new Validity(validity, labels.length == 0 ? 0 : sum / labels.length);
    }

    /// In a dendrogram's order of points, the longest unavoidable step between two of them is the highest of the merges
    /// between them. Those that can still be the highest up to the present position form a falling stack.
    private static final class LongestStep {
        private final double[] step;
        private final int[] stack;
        private int height;

        LongestStep(Dendrogram dendrogram) {
            this.step = new double[dendrogram.points()];
            this.stack = new int[dendrogram.points()];
            for (int merge = 0; merge < dendrogram.left().length; merge++) {
                step[dendrogram.start()[dendrogram.right()[merge]]] = dendrogram.height()[merge];
            }
        }

        void extendTo(int position) {
            while (height > 0 && step[stack[height - 1]] <= step[position]) {
                height--;
            }
            stack[height++] = position;
        }

        double since(int position) {
            int at = Arrays.binarySearch(stack, 0, height, position + 1);
            return step[stack[at < 0 ? -at - 1 : at]];
        }
    }
}
