package dev.tracemap.cluster;

import dev.tracemap.cluster.neighbour.NeighbourGraph;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
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

    /// Reduces rows and their graph to the space that is clustered in; `kept` are the numbers of these rows.
    @FunctionalInterface
    interface Reducing {
        Matrix reduce(int[] kept, Matrix unit, NeighbourGraph graph, long seed);
    }

    static Stability of(int[] labels, Matrix unit, NeighbourGraph graph, ClusteringParams params, Reducing reducing) {
        int repeats = Math.clamp((ROWS - 1) / unit.rows(), 1, MOST_REPEATS);
        double agreement = 0;
        double shared = 0;
        for (int repeat = 1; repeat <= repeats; repeat++) {
            long seed = params.seed() + 1000L * repeat;
            int[] kept = kept(unit.rows(), new SplittableRandom(seed));
            Matrix rows = rows(unit, kept);
            NeighbourGraph part = part(graph, kept);
            Map<String, Object> unused = new LinkedHashMap<>();
            int[] again = new DensityGrouping(params, rows, part, unused)
                    .of(reducing.reduce(kept, rows, part, seed))
                    .labels();
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

    private static Matrix rows(Matrix from, int[] kept) {
        int d = from.columns();
        float[] values = new float[kept.length * d];
        for (int i = 0; i < kept.length; i++) {
            System.arraycopy(from.values(), from.offset(kept[i]), values, i * d, d);
        }
        return new Matrix(kept.length, d, values);
    }

    /// A row that keeps too few neighbours has its last one several times.
    private static NeighbourGraph part(NeighbourGraph graph, int[] kept) {
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
