package dev.tracemap.cluster.partition;

import dev.tracemap.cluster.Lanes;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.Workers;
import jdk.incubator.vector.FloatVector;

/// Points that many others are compared with, by squared Euclidean distance.
///
/// They are packed sixteen abreast, so that one vector holds the same column of several. Each distance is one sum of
/// squared differences in the order of the columns, whatever the width of the machine's vectors; differences are taken
/// first, so that points far from the origin lose nothing.
public final class Centres {
    /// Rows that are compared at a time.
    public static final int BLOCK = 256;

    private static final int PANEL = 16;
    private static final int ROWS = 4;
    private static final int W = Lanes.WIDTH;

    private final int size;
    private final int padded;
    private final int columns;
    private final float[] panels;

    public Centres(Matrix centres) {
        this.size = centres.rows();
        this.padded = (size + PANEL - 1) / PANEL * PANEL;
        this.columns = centres.columns();
        this.panels = new float[padded * columns];
        for (int centre = 0; centre < size; centre++) {
            int out = centre / PANEL * columns * PANEL + centre % PANEL;
            for (int column = 0; column < columns; column++) {
                panels[out + column * PANEL] = centres.at(centre, column);
            }
        }
    }

    public int size() {
        return size;
    }

    /// Room for the distances of [#BLOCK] rows; those of row `i` begin at `i * stride()`.
    public float[] room() {
        return new float[BLOCK * padded];
    }

    public int stride() {
        return padded;
    }

    /// Writes the squared distances of up to [#BLOCK] rows from `first` to all centres.
    public void distances(Matrix points, int first, int count, float[] out) {
        int last = first + count - 1;
        for (int i = 0; i < count; i += ROWS) {
            int row = first + i;
            for (int at = 0; at < padded; at += 2 * W) {
                four(
                        points.values(),
                        points.offset(row),
                        points.offset(Math.min(last, row + 1)),
                        points.offset(Math.min(last, row + 2)),
                        points.offset(Math.min(last, row + 3)),
                        at / PANEL * columns * PANEL + at % PANEL,
                        out,
                        i * padded + at);
            }
        }
    }

    private void four(float[] rows, int r0, int r1, int r2, int r3, int panel, float[] out, int o) {
        FloatVector s00 = FloatVector.zero(Lanes.SPECIES);
        FloatVector s01 = s00;
        FloatVector s10 = s00;
        FloatVector s11 = s00;
        FloatVector s20 = s00;
        FloatVector s21 = s00;
        FloatVector s30 = s00;
        FloatVector s31 = s00;
        for (int c = 0; c < columns; c++) {
            FloatVector x0 = FloatVector.fromArray(Lanes.SPECIES, panels, panel + c * PANEL);
            FloatVector x1 = FloatVector.fromArray(Lanes.SPECIES, panels, panel + c * PANEL + W);
            FloatVector f0 = FloatVector.broadcast(Lanes.SPECIES, rows[r0 + c]);
            FloatVector f1 = FloatVector.broadcast(Lanes.SPECIES, rows[r1 + c]);
            FloatVector d00 = x0.sub(f0);
            FloatVector d01 = x1.sub(f0);
            FloatVector d10 = x0.sub(f1);
            FloatVector d11 = x1.sub(f1);
            s00 = d00.fma(d00, s00);
            s01 = d01.fma(d01, s01);
            s10 = d10.fma(d10, s10);
            s11 = d11.fma(d11, s11);
            FloatVector f2 = FloatVector.broadcast(Lanes.SPECIES, rows[r2 + c]);
            FloatVector f3 = FloatVector.broadcast(Lanes.SPECIES, rows[r3 + c]);
            FloatVector d20 = x0.sub(f2);
            FloatVector d21 = x1.sub(f2);
            FloatVector d30 = x0.sub(f3);
            FloatVector d31 = x1.sub(f3);
            s20 = d20.fma(d20, s20);
            s21 = d21.fma(d21, s21);
            s30 = d30.fma(d30, s30);
            s31 = d31.fma(d31, s31);
        }
        s00.intoArray(out, o);
        s01.intoArray(out, o + W);
        s10.intoArray(out, o + padded);
        s11.intoArray(out, o + padded + W);
        s20.intoArray(out, o + 2 * padded);
        s21.intoArray(out, o + 2 * padded + W);
        s30.intoArray(out, o + 3 * padded);
        s31.intoArray(out, o + 3 * padded + W);
    }

    /// Fills in the nearest centre of each row and the squared distance to it; the first of several equally near.
    public void nearest(Matrix points, int[] nearest, float[] squared, Workers workers) {
        int blocks = (points.rows() + BLOCK - 1) / BLOCK;
        ThreadLocal<float[]> rooms = ThreadLocal.withInitial(this::room);
        workers.each(blocks, block -> {
            float[] room = rooms.get();
            int first = block * BLOCK;
            int count = Math.min(BLOCK, points.rows() - first);
            distances(points, first, count, room);
            for (int i = 0; i < count; i++) {
                int best = least(room, i * padded);
                nearest[first + i] = best;
                squared[first + i] = room[i * padded + best];
            }
        });
    }

    private int least(float[] room, int from) {
        int best = 0;
        for (int centre = 1; centre < size; centre++) {
            if (room[from + centre] < room[from + best]) {
                best = centre;
            }
        }
        return best;
    }
}
