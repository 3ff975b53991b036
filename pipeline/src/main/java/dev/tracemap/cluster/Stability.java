package dev.tracemap.cluster;

import dev.tracemap.cluster.neighbour.NeighbourGraph;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Clusters nine tenths of the rows again from another seed and compares. The neighbours are not looked for again:
/// the graph is cut down to the rows that are kept.
///
/// @param repeats how often that was done
/// @param agreement mean adjusted Rand index over the rows that are in clusters both times
/// @param shared mean share of the kept rows that this is about
record Stability(int repeats, double agreement, double shared) {
    private static final double KEPT = 0.9;
    /// Of fifteen neighbours about thirteen are kept; eleven nearly always are.
    private static final int NEIGHBOURS = 11;

    private static final int OF_NEIGHBOURS = 15;

    private static final int MOST_REPEATS = 3;
    /// All repeats together cluster fewer rows than this again, so from 1,000 rows on one repeat has to do: there the
    /// figure moves little from one repeat to the next, and each takes a third as long as the clustering itself.
    private static final int ROWS = 2000;

    /// Clusters some of the rows again.
    @FunctionalInterface
    interface Again {
        /// @param kept the numbers of the rows
        /// @return a label per kept row, -1 for noise
        int[] labels(int[] kept, long seed);
    }

    static Stability of(int[] labels, long firstSeed, Again clustering) {
        int repeats = Math.clamp((ROWS - 1) / labels.length, 1, MOST_REPEATS);
        double agreement = 0;
        double shared = 0;
        for (int repeat = 1; repeat <= repeats; repeat++) {
            long seed = firstSeed + 1000L * repeat;
            int[] kept = kept(labels.length, new SplittableRandom(seed));
            int[] again = clustering.labels(kept, seed);
            int[] both = IntStream.range(0, kept.length)
                    .filter(i -> labels[kept[i]] >= 0 && again[i] >= 0)
                    .toArray();
            agreement += Agreement.adjustedRandIndex(
                    Arrays.stream(both).map(i -> labels[kept[i]]).toArray(),
                    Arrays.stream(both).map(i -> again[i]).toArray());
            shared += (double) both.length / kept.length;
        }
        return new Stability(repeats, agreement / repeats, shared / repeats);
    }

    private static int[] kept(int n, SplittableRandom random) {
        return IntStream.range(0, n).filter(row -> random.nextDouble() < KEPT).toArray();
    }

    /// The graph of some of its rows. One that keeps too few neighbours has its last one several times.
    static NeighbourGraph part(NeighbourGraph graph, int[] kept) {
        int[] name = new int[graph.rows()];
        Arrays.fill(name, -1);
        for (int i = 0; i < kept.length; i++) {
            name[kept[i]] = i;
        }
        int k = graph.k() * NEIGHBOURS / OF_NEIGHBOURS;
        int[] indices = new int[kept.length * k];
        float[] distances = new float[kept.length * k];
        for (int i = 0; i < kept.length; i++) {
            int held = 0;
            for (int rank = 0; rank < graph.k() && held < k; rank++) {
                int other = name[graph.neighbour(kept[i], rank)];
                if (other >= 0) {
                    indices[i * k + held] = other;
                    distances[i * k + held] = graph.distance(kept[i], rank);
                    held++;
                }
            }
            for (; held < k; held++) {
                indices[i * k + held] = held == 0 ? (i + 1) % kept.length : indices[i * k + held - 1];
                distances[i * k + held] = held == 0 ? 1 : distances[i * k + held - 1];
            }
        }
        return new NeighbourGraph(kept.length, k, indices, distances, graph.recall(), graph.method());
    }
}
