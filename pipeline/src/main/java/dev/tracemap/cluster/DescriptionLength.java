package dev.tracemap.cluster;

import dev.tracemap.cluster.neighbour.NeighbourGraph;

/// The map equation (Rosvall, Bergstrom 2008): how many bits a step of a random walk on the neighbour graph takes
/// to
/// describe when clusters are used as a two-level address book. Too few clusters make long addresses inside, too
/// many
/// make constant moves between; the shortest description is the cut that the data itself asks for. It knows neither
/// the layout nor a wanted size.
///
/// The walk follows each neighbour relation both ways with equal weight. A row of noise is a cluster of its own.
final class DescriptionLength {
    private final NeighbourGraph graph;
    private final double[] visits;
    private final double nodes;

    DescriptionLength(NeighbourGraph graph) {
        this.graph = graph;
        this.visits = new double[graph.rows()];
        double step = 0.5 / graph.indices().length;
        for (int row = 0; row < graph.rows(); row++) {
            for (int rank = 0; rank < graph.k(); rank++) {
                visits[row] += step;
                visits[graph.neighbour(row, rank)] += step;
            }
        }
        double sum = 0;
        for (double visit : visits) {
            sum += entropyTerm(visit);
        }
        this.nodes = sum;
    }

    /// @param labels one per row, -1 for noise
    double of(int[] labels, int clusters) {
        double[] inside = new double[clusters];
        double[] leaving = new double[clusters];
        double step = 0.5 / graph.indices().length;
        double between = 0;
        double exits = 0;
        double modules = 0;
        for (int row = 0; row < labels.length; row++) {
            if (labels[row] >= 0) {
                inside[labels[row]] += visits[row];
            } else {
                between += visits[row];
                exits += entropyTerm(visits[row]);
                modules += entropyTerm(2 * visits[row]);
            }
            for (int rank = 0; rank < graph.k(); rank++) {
                int other = labels[graph.neighbour(row, rank)];
                if (other != labels[row] || other < 0) {
                    leave(leaving, labels[row], step);
                    leave(leaving, other, step);
                }
            }
        }
        for (int cluster = 0; cluster < clusters; cluster++) {
            between += leaving[cluster];
            exits += entropyTerm(leaving[cluster]);
            modules += entropyTerm(leaving[cluster] + inside[cluster]);
        }
        return entropyTerm(between) - 2 * exits - nodes + modules;
    }

    private static void leave(double[] leaving, int cluster, double step) {
        if (cluster >= 0) {
            leaving[cluster] += step;
        }
    }

    /// How often the walk is at the row.
    double visits(int row) {
        return visits[row];
    }

    static double entropyTerm(double p) {
        return p <= 0 ? 0 : p * Math.log(p) / Math.log(2);
    }
}
