package dev.tracemap.cluster.density;

import dev.tracemap.cluster.Matrix;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/// Points column by column, so that one vector instruction works on many points at once.
///
/// Each distance is summed over the columns in their order, whatever the vector width: the results are the same
/// bits on
/// every machine, and the distance from `a` to `b` is the distance from `b` to `a`.
final class Columns {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private final int rows;
    private final int columns;
    private final float[] values;

    Columns(Matrix points) {
        this.rows = points.rows();
        this.columns = points.columns();
        this.values = new float[rows * columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                values[column * rows + row] = points.at(row, column);
            }
        }
    }

    int rows() {
        return rows;
    }

    float[] row(int row) {
        float[] point = new float[columns];
        for (int column = 0; column < columns; column++) {
            point[column] = values[column * rows + row];
        }
        return point;
    }

    /// Puts the last of `count` points into the place of `slot`.
    void moveLast(int slot, int count) {
        for (int column = 0; column < columns; column++) {
            values[column * rows + slot] = values[column * rows + count - 1];
        }
    }

    /// Squared Euclidean distances of `point` to the rows `begin` to `end - 1`, into the same places of `out`.
    void squaredDistances(float[] point, int begin, int end, float[] out) {
        int row = begin;
        for (; row + 4 * LANES <= end; row += 4 * LANES) {
            fourVectors(point, row, out);
        }
        for (; row + LANES <= end; row += LANES) {
            oneVector(point, row, out);
        }
        for (; row < end; row++) {
            out[row] = one(point, row);
        }
    }

    private void fourVectors(float[] point, int row, float[] out) {
        FloatVector a = FloatVector.zero(SPECIES);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int at = row;
        for (int column = 0; column < columns; column++) {
            float x = point[column];
            FloatVector da = FloatVector.fromArray(SPECIES, values, at).sub(x);
            FloatVector db = FloatVector.fromArray(SPECIES, values, at + LANES).sub(x);
            FloatVector dc =
                    FloatVector.fromArray(SPECIES, values, at + 2 * LANES).sub(x);
            FloatVector dd =
                    FloatVector.fromArray(SPECIES, values, at + 3 * LANES).sub(x);
            a = a.add(da.mul(da));
            b = b.add(db.mul(db));
            c = c.add(dc.mul(dc));
            d = d.add(dd.mul(dd));
            at += rows;
        }
        a.intoArray(out, row);
        b.intoArray(out, row + LANES);
        c.intoArray(out, row + 2 * LANES);
        d.intoArray(out, row + 3 * LANES);
    }

    private void oneVector(float[] point, int row, float[] out) {
        FloatVector sum = FloatVector.zero(SPECIES);
        for (int column = 0; column < columns; column++) {
            FloatVector difference =
                    FloatVector.fromArray(SPECIES, values, column * rows + row).sub(point[column]);
            sum = sum.add(difference.mul(difference));
        }
        sum.intoArray(out, row);
    }

    private float one(float[] point, int row) {
        float sum = 0;
        for (int column = 0; column < columns; column++) {
            float difference = values[column * rows + row] - point[column];
            sum += difference * difference;
        }
        return sum;
    }
}
