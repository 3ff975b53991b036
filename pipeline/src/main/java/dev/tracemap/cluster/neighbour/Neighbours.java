package dev.tracemap.cluster.neighbour;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.Workers;
import java.util.function.DoubleConsumer;

/// Finds the nearest rows of each row by cosine distance.
public final class Neighbours {
    /// Up to here the exact search is used. The approximate one is faster from some 6,000 rows on, but where the
    /// exact one takes less than a second, finding all neighbours is worth half of it.
    static final int EXACT_ROWS = 12_000;

    /// More neighbours than this are not looked for approximately, because the groups compared at once are not much
    /// larger.
    private static final int MOST_APPROXIMATE = Tile.SIDE / 3;

    private Neighbours() {}

    /// The `k` nearest other rows of each row, or all others where there are fewer. Equal rows are neighbours at
    /// distance 0; a zero row has distance 1 to everything.
    ///
    /// @param unitRows rows of length 1 (or zero rows), finite
    /// @param seed for the approximate methods
    public static NeighbourGraph of(Matrix unitRows, int k, long seed, int threads, Progress progress) {
        requireFinite(unitRows);
        int kept = Math.max(0, Math.min(k, unitRows.rows() - 1));
        if (kept == 0) {
            return new NeighbourGraph(unitRows.rows(), 0, new int[0], new float[0], 1, "exact");
        }
        try (Workers workers = new Workers(threads)) {
            DoubleConsumer heard = done -> progress.at("neighbours", done);
            return unitRows.rows() <= EXACT_ROWS || kept > MOST_APPROXIMATE
                    ? new ExactSearch(unitRows, kept).search(workers, heard)
                    : new ForestSearch(unitRows, kept, seed).search(workers, heard);
        }
    }

    /// The `k` rows nearest to each query, or all where there are fewer, exactly. Indices are those of `unitRows`.
    ///
    /// @param queries unit rows of the same width
    public static NeighbourGraph between(Matrix queries, Matrix unitRows, int k, int threads, Progress progress) {
        requireFinite(queries);
        int kept = Math.min(k, unitRows.rows());
        Nearest nearest = new Nearest(queries.rows(), kept);
        try (Workers workers = new Workers(threads)) {
            workers.each(
                    kept == 0 ? 0 : (queries.rows() + Tile.SIDE - 1) / Tile.SIDE,
                    block -> compare(queries, block * Tile.SIDE, unitRows, nearest),
                    done -> progress.at("neighbours", done));
        }
        return nearest.graph(queries.rows(), 1, "exact");
    }

    private static void compare(Matrix queries, int first, Matrix rows, Nearest nearest) {
        int count = Math.min(Tile.SIDE, queries.rows() - first);
        float[][] across = Tile.across(queries.values(), first, count, rows.columns());
        float[][] products = new float[Tile.SIDE][Tile.SIDE];
        for (int from = 0; from < rows.rows(); from += Tile.SIDE) {
            int others = Math.min(Tile.SIDE, rows.rows() - from);
            Tile.products(rows.values(), from, others, across, count, products);
            for (int i = 0; i < others; i++) {
                for (int q = 0; q < count; q++) {
                    float product = products[i][q];
                    if (product >= nearest.bars()[first + q]) {
                        nearest.offer(first + q, from + i, product);
                    }
                }
            }
        }
    }

    private static void requireFinite(Matrix rows) {
        for (int i = 0; i < rows.values().length; i++) {
            if (!Float.isFinite(rows.values()[i])) {
                throw new IllegalArgumentException("row " + i / rows.columns() + ", column " + i % rows.columns() + ": "
                        + rows.values()[i] + " is not a finite number");
            }
        }
    }
}
