package dev.tracemap.cluster;

import dev.tracemap.cluster.neighbour.NeighbourGraph;
import java.util.Arrays;
import java.util.function.Predicate;

/// Judges membership where the data came from, because a layout pulls every outlier into some cluster and leaves
/// some
/// plain members between two.
///
/// A row's isolation is the cosine distance to its fifth neighbour. Within a cluster isolation scatters around a
/// typical value; a row far outside that scatter is an outlier whatever the layout says, and a row within it whose
/// neighbours mostly belong to the cluster is a member.
final class OriginalSpace {
    private static final int RANK = 5;
    /// The nearest that decide where a row of noise may belong.
    private static final int VOTERS = 15;

    private static final double OUTLYING = 5.0;
    private static final double MAJORITY = 0.6;
    private static final int ROUNDS = 3;

    private final NeighbourGraph graph;
    private final double[] isolation;
    private final int voters;
    /// Of each neighbour's vote: closer ones count more.
    private final double[] weights;
    private final double scatterFloor;

    OriginalSpace(NeighbourGraph graph) {
        this.graph = graph;
        this.isolation = new double[graph.rows()];
        this.voters = Math.min(VOTERS, graph.k());
        this.weights = new double[graph.rows() * voters];
        int rank = Math.min(RANK, graph.k()) - 1;
        for (int row = 0; row < isolation.length; row++) {
            isolation[row] = graph.distance(row, rank);
            for (int voter = 0; voter < voters; voter++) {
                weights[row * voters + voter] = Math.pow(Math.max(0, 1 - graph.distance(row, voter)), 3);
            }
        }
        this.scatterFloor = Math.max(1e-4, 0.25 * Scatter.of(isolation).width());
    }

    /// Moves outlying members to noise and plain members among the noise to their cluster.
    int[] corrected(int[] labels, int clusters) {
        Scatter[] scatter = scatter(labels, clusters);
        int[] corrected = labels.clone();
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] >= 0 && outlying(row, scatter[labels[row]])) {
                corrected[row] = -1;
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            corrected = withPlainMembers(corrected, scatter);
        }
        return corrected;
    }

    /// Each row of noise goes where most of its neighbours are, whatever its distance.
    int[] allAttached(int[] labels) {
        int[] attached = labels.clone();
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0) {
                attached[row] = vote(row, labels, 0);
            }
        }
        return attached;
    }

    /// 0 for a row as close to others as is typical, towards 1 the farther it is.
    double outlierScore(int row, double typical) {
        return isolation[row] <= typical ? 0 : 1 - typical / isolation[row];
    }

    double typicalIsolation() {
        return Scatter.of(isolation).middle();
    }

    /// Tells of some rows whether they could be plain members of the loosest of these clusters, taken as a whole.
    Predicate<int[]> noLooserThan(int[] labels, int clusters) {
        double loosest = Arrays.stream(scatter(labels, clusters))
                .mapToDouble(this::plainBelow)
                .max()
                .orElse(0);
        return rows -> Scatter.of(Arrays.stream(rows)
                                .mapToDouble(row -> isolation[row])
                                .toArray())
                        .middle()
                <= loosest;
    }

    private int[] withPlainMembers(int[] labels, Scatter[] scatter) {
        int[] attached = labels.clone();
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] < 0) {
                int cluster = vote(row, labels, MAJORITY);
                if (cluster >= 0 && !outlying(row, scatter[cluster])) {
                    attached[row] = cluster;
                }
            }
        }
        return attached;
    }

    private boolean outlying(int row, Scatter scatter) {
        return isolation[row] > plainBelow(scatter);
    }

    private double plainBelow(Scatter scatter) {
        return scatter.middle() + OUTLYING * Math.max(scatter.width(), scatterFloor);
    }

    /// The cluster with the largest share of the row's neighbours; -1 below `share`.
    private int vote(int row, int[] labels, double share) {
        int[] seen = new int[voters];
        double[] votes = new double[voters];
        int clusters = 0;
        double all = 0;
        for (int voter = 0; voter < voters; voter++) {
            double weight = weights[row * voters + voter];
            all += weight;
            int cluster = labels[graph.neighbour(row, voter)];
            if (cluster >= 0) {
                int at = 0;
                while (at < clusters && seen[at] != cluster) {
                    at++;
                }
                clusters = Math.max(clusters, at + 1);
                seen[at] = cluster;
                votes[at] += weight;
            }
        }
        int most = -1;
        for (int at = 0; at < clusters; at++) {
            boolean enough = votes[at] > 0 && votes[at] >= share * all;
            if (enough
                    && (most < 0 || votes[at] > votes[most] || (votes[at] == votes[most] && seen[at] < seen[most]))) {
                most = at;
            }
        }
        return most < 0 ? -1 : seen[most];
    }

    private Scatter[] scatter(int[] labels, int clusters) {
        int[] size = new int[clusters];
        for (int label : labels) {
            if (label >= 0) {
                size[label]++;
            }
        }
        double[][] values = new double[clusters][];
        for (int cluster = 0; cluster < clusters; cluster++) {
            values[cluster] = new double[size[cluster]];
        }
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] >= 0) {
                values[labels[row]][--size[labels[row]]] = isolation[row];
            }
        }
        return Arrays.stream(values).map(Scatter::of).toArray(Scatter[]::new);
    }

    /// Where the bulk of some values lies, told from their 10th to 40th percentile: up to half of a cluster may be
    /// outliers, and these are all at the upper end.
    ///
    /// @param middle what would be the mean of a normal distribution with these percentiles
    /// @param width what would be its standard deviation
    private record Scatter(double middle, double width) {
        private static final double BETWEEN_PERCENTILES = 1.0283;
        private static final double ABOVE_FORTIETH = 0.2533;

        static Scatter of(double[] values) {
            if (values.length == 0) {
                return new Scatter(0, 0);
            }
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            double low = sorted[sorted.length / 10];
            double high = sorted[sorted.length * 4 / 10];
            double width = (high - low) / BETWEEN_PERCENTILES;
            return new Scatter(high + ABOVE_FORTIETH * width, width);
        }
    }
}
