package dev.tracemap.cluster.reduce;

import dev.tracemap.cluster.Workers;
import dev.tracemap.cluster.neighbour.NeighbourGraph;
import java.util.Arrays;

/// The fuzzy simplicial set of UMAP (McInnes, Healy, Melville 2018, sections 3.1 and 4.1): who belongs to whose
/// neighbourhood and how strongly, symmetric, in compressed rows.
///
/// @param start `rows + 1` offsets into the two arrays below
/// @param target the other end of each edge, ascending within a row
/// @param weight 0 to 1; both directions of an edge are present and equal
record FuzzyGraph(int rows, int[] start, int[] target, float[] weight) {
    private static final double MIN_SIGMA = 1e-3;
    private static final int CHUNK = 256;

    /// @param neighbours size of a neighbourhood, the point itself counted
    static FuzzyGraph of(NeighbourGraph graph, int neighbours, Workers workers) {
        int width = Math.min(neighbours - 1, graph.k());
        float[] directed = memberships(graph, width, neighbours, workers);
        return union(graph, width, directed, workers);
    }

    int degree(int row) {
        return start[row + 1] - start[row];
    }

    float maximum() {
        float maximum = 0;
        for (float value : weight) {
            maximum = Math.max(maximum, value);
        }
        return maximum;
    }

    /// Strength of each directed edge: 1 at the nearest other point, falling so fast that the strengths of a
    /// neighbourhood sum to the binary logarithm of its size.
    static float[] memberships(NeighbourGraph graph, int width, int neighbours, Workers workers) {
        float[] strengths = new float[graph.rows() * width];
        double target = StrictMath.log(neighbours) / StrictMath.log(2);
        double meanOfAll = meanDistance(graph, width);
        workers.each(chunks(graph.rows()), chunk -> {
            for (int row = chunk * CHUNK; row < Math.min(graph.rows(), (chunk + 1) * CHUNK); row++) {
                membership(graph, row, width, target, meanOfAll, strengths);
            }
        });
        return strengths;
    }

    private static void membership(
            NeighbourGraph graph, int row, int width, double target, double meanOfAll, float[] strengths) {
        double nearest = 0;
        double mean = 0;
        for (int rank = 0; rank < width; rank++) {
            double distance = graph.distance(row, rank);
            nearest = nearest == 0 ? distance : nearest;
            mean += distance / (width + 1);
        }
        double floor = MIN_SIGMA * (nearest > 0 ? mean : meanOfAll);
        double sigma = Math.max(sigma(graph, row, width, nearest, target), floor);
        for (int rank = 0; rank < width; rank++) {
            double beyond = graph.distance(row, rank) - nearest;
            strengths[row * width + rank] = beyond <= 0 || sigma == 0 ? 1 : (float) StrictMath.exp(-beyond / sigma);
        }
    }

    private static double sigma(NeighbourGraph graph, int row, int width, double nearest, double target) {
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double sigma = 1;
        for (int step = 0; step < 64; step++) {
            double sum = 0;
            for (int rank = 0; rank < width; rank++) {
                double beyond = graph.distance(row, rank) - nearest;
                sum += beyond > 0 ? StrictMath.exp(-beyond / sigma) : 1;
            }
            if (Math.abs(sum - target) < 1e-5) {
                return sigma;
            }
            if (sum > target) {
                high = sigma;
                sigma = (low + high) / 2;
            } else {
                low = sigma;
                sigma = high == Double.POSITIVE_INFINITY ? sigma * 2 : (low + high) / 2;
            }
        }
        return sigma;
    }

    private static double meanDistance(NeighbourGraph graph, int width) {
        double sum = 0;
        for (int row = 0; row < graph.rows(); row++) {
            for (int rank = 0; rank < width; rank++) {
                sum += graph.distance(row, rank);
            }
        }
        return sum / Math.max(1.0, (double) graph.rows() * (width + 1));
    }

    /// The probabilistic union of each edge with its reverse, a + b - ab.
    private static FuzzyGraph union(NeighbourGraph graph, int width, float[] strengths, Workers workers) {
        int rows = graph.rows();
        int[] reverseStart = new int[rows + 1];
        for (int row = 0; row < rows; row++) {
            for (int rank = 0; rank < width; rank++) {
                reverseStart[graph.neighbour(row, rank) + 1]++;
            }
        }
        Arrays.parallelPrefix(reverseStart, Integer::sum);
        int[] cursor = Arrays.copyOf(reverseStart, rows);
        int[] source = new int[rows * width];
        float[] back = new float[rows * width];
        for (int row = 0; row < rows; row++) {
            for (int rank = 0; rank < width; rank++) {
                int at = cursor[graph.neighbour(row, rank)]++;
                source[at] = row;
                back[at] = strengths[row * width + rank];
            }
        }
        return merged(new Halves(graph, width, strengths, reverseStart, source, back), workers);
    }

    private static FuzzyGraph merged(Halves halves, Workers workers) {
        int rows = halves.graph.rows();
        int[] start = new int[rows + 1];
        int[] target = new int[2 * rows * halves.width];
        float[] weight = new float[target.length];
        int[] size = new int[rows];
        workers.each(chunks(rows), chunk -> {
            int[] forward = new int[halves.width];
            for (int row = chunk * CHUNK; row < Math.min(rows, (chunk + 1) * CHUNK); row++) {
                size[row] = halves.merge(row, forward, target, weight);
            }
        });
        for (int row = 0; row < rows; row++) {
            start[row + 1] = start[row] + size[row];
            System.arraycopy(target, halves.roomAt(row), target, start[row], size[row]);
            System.arraycopy(weight, halves.roomAt(row), weight, start[row], size[row]);
        }
        return new FuzzyGraph(rows, start, Arrays.copyOf(target, start[rows]), Arrays.copyOf(weight, start[rows]));
    }

    private static int chunks(int rows) {
        return (rows + CHUNK - 1) / CHUNK;
    }

    /// The directed edges as they were found, and the same edges by their far end.
    private record Halves(
            NeighbourGraph graph, int width, float[] strengths, int[] reverseStart, int[] source, float[] back) {
        int roomAt(int row) {
            return row * width + reverseStart[row];
        }

        int merge(int row, int[] forward, int[] target, float[] weight) {
            for (int rank = 0; rank < width; rank++) {
                int at = rank;
                for (; at > 0 && index(row, forward[at - 1]) > index(row, rank); at--) {
                    forward[at] = forward[at - 1];
                }
                forward[at] = rank;
            }
            int out = roomAt(row);
            int f = 0;
            int r = reverseStart[row];
            while (f < width || r < reverseStart[row + 1]) {
                int mine = f < width ? index(row, forward[f]) : Integer.MAX_VALUE;
                int theirs = r < reverseStart[row + 1] ? source[r] : Integer.MAX_VALUE;
                float a = mine <= theirs ? strengths[row * width + forward[f++]] : 0;
                float b = theirs <= mine ? back[r++] : 0;
                target[out] = Math.min(mine, theirs);
                weight[out++] = a + b - a * b;
            }
            return out - roomAt(row);
        }

        private int index(int row, int rank) {
            return graph.neighbour(row, rank);
        }
    }
}
