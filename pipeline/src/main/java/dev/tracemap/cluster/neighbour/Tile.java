package dev.tracemap.cluster.neighbour;

import dev.tracemap.cluster.Lanes;
import jdk.incubator.vector.FloatVector;

/// Dot products of a block of rows with another, the heart of the exact search.
///
/// Each product is one sum in the order of the columns, whatever the width of the machine's vectors and whichever of
/// the two rows comes first.
final class Tile {
    /// Rows in a block.
    static final int SIDE = 192;

    /// Rows on the right that lie side by side in a packed panel.
    static final int PANEL = 16;

    /// Columns handled at a time, so that a panel stays in the first-level cache.
    static final int DEPTH = 256;

    private static final int ROWS = 4;
    private static final int W = Lanes.WIDTH;

    private Tile() {}

    /// Copies up to [SIDE] rows into panels: `panel[(p * columns + c) * PANEL + j]` is column `c` of row `16 p + j`.
    static void pack(float[] values, int first, int count, int columns, float[] panels) {
        int padded = (count + PANEL - 1) / PANEL * PANEL;
        for (int j = 0; j < padded; j++) {
            int out = j / PANEL * columns * PANEL + j % PANEL;
            for (int c = 0; c < columns; c++) {
                panels[out + c * PANEL] = j < count ? values[(first + j) * columns + c] : 0;
            }
        }
    }

    /// Writes the products of rows `first …` of `left` with the packed rows to `out[i * SIDE + j]`.
    ///
    /// @param leftCount a multiple of four or the rest of the matrix; rows beyond the end are not read
    static void products(
            float[] left, int first, int leftCount, int columns, float[] panels, int rightCount, float[] out) {
        for (int from = 0; from < columns; from += DEPTH) {
            int to = Math.min(columns, from + DEPTH);
            for (int panel = 0; panel * PANEL < rightCount; panel++) {
                for (int i = 0; i < leftCount; i += ROWS) {
                    int r0 = first + i;
                    int last = first + leftCount - 1;
                    for (int half = 0; half < PANEL; half += 2 * W) {
                        product(
                                left,
                                r0 * columns,
                                Math.min(last, r0 + 1) * columns,
                                Math.min(last, r0 + 2) * columns,
                                Math.min(last, r0 + 3) * columns,
                                from,
                                to,
                                panels,
                                panel * columns * PANEL + half,
                                out,
                                i * SIDE + panel * PANEL + half);
                    }
                }
            }
        }
    }

    private static void product(
            float[] left, int r0, int r1, int r2, int r3, int from, int to, float[] panels, int p, float[] out, int o) {
        FloatVector s00 = start(out, o, from);
        FloatVector s01 = start(out, o + W, from);
        FloatVector s10 = start(out, o + SIDE, from);
        FloatVector s11 = start(out, o + SIDE + W, from);
        FloatVector s20 = start(out, o + 2 * SIDE, from);
        FloatVector s21 = start(out, o + 2 * SIDE + W, from);
        FloatVector s30 = start(out, o + 3 * SIDE, from);
        FloatVector s31 = start(out, o + 3 * SIDE + W, from);
        for (int c = from; c < to; c++) {
            FloatVector x0 = FloatVector.fromArray(Lanes.SPECIES, panels, p + c * PANEL);
            FloatVector x1 = FloatVector.fromArray(Lanes.SPECIES, panels, p + c * PANEL + W);
            FloatVector f0 = FloatVector.broadcast(Lanes.SPECIES, left[r0 + c]);
            s00 = f0.fma(x0, s00);
            s01 = f0.fma(x1, s01);
            FloatVector f1 = FloatVector.broadcast(Lanes.SPECIES, left[r1 + c]);
            s10 = f1.fma(x0, s10);
            s11 = f1.fma(x1, s11);
            FloatVector f2 = FloatVector.broadcast(Lanes.SPECIES, left[r2 + c]);
            s20 = f2.fma(x0, s20);
            s21 = f2.fma(x1, s21);
            FloatVector f3 = FloatVector.broadcast(Lanes.SPECIES, left[r3 + c]);
            s30 = f3.fma(x0, s30);
            s31 = f3.fma(x1, s31);
        }
        s00.intoArray(out, o);
        s01.intoArray(out, o + W);
        s10.intoArray(out, o + SIDE);
        s11.intoArray(out, o + SIDE + W);
        s20.intoArray(out, o + 2 * SIDE);
        s21.intoArray(out, o + 2 * SIDE + W);
        s30.intoArray(out, o + 3 * SIDE);
        s31.intoArray(out, o + 3 * SIDE + W);
    }

    private static FloatVector start(float[] out, int o, int from) {
        return from == 0 ? FloatVector.zero(Lanes.SPECIES) : FloatVector.fromArray(Lanes.SPECIES, out, o);
    }
}
