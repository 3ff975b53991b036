package dev.tracemap.cluster.neighbour;

import dev.tracemap.cluster.Blend;
import java.util.Arrays;

/// Dot products of a block of rows with another, the heart of the exact search.
///
/// Each product is one sum in the order of the columns, whatever the width of the machine's vectors and whichever of
/// the two rows comes first.
final class Tile {
    /// Rows in a block.
    static final int SIDE = 192;

    /// Columns handled at a time, so that what they hold of a block stays in the first-level cache.
    private static final int DEPTH = 32;

    private Tile() {}

    /// Turns up to [#SIDE] rows over: `across[c][j]` is column `c` of row `first + j`.
    static float[][] across(float[] values, int first, int count, int columns) {
        float[][] across = new float[columns][SIDE];
        for (int j = 0; j < count; j++) {
            int row = (first + j) * columns;
            for (int c = 0; c < columns; c++) {
                across[c][j] = values[row + c];
            }
        }
        return across;
    }

    /// Writes the products of rows `first …` of `left` with the rows turned over to `out[i][j]`.
    static void products(float[] left, int first, int leftCount, float[][] across, int rightCount, float[][] out) {
        int columns = across.length;
        for (int i = 0; i < leftCount; i++) {
            Arrays.fill(out[i], 0);
        }
        for (int from = 0; from < columns; from += DEPTH) {
            int depth = Math.min(DEPTH, columns - from);
            for (int i = 0; i < leftCount; i++) {
                Blend.add(out[i], rightCount, across, from, left, (first + i) * columns + from, depth);
            }
        }
    }
}
