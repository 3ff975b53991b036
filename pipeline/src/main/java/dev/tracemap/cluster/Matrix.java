package dev.tracemap.cluster;

/// A dense matrix of floats, row by row.
///
/// @param values `rows × columns` numbers; row `i` begins at `i * columns`. Shared, not copied: do not write to it.
public record Matrix(int rows, int columns, float[] values) {
    public Matrix {
        if (rows < 0 || columns < 0 || (long) rows * columns != values.length) {
            throw new IllegalArgumentException(
                    "a " + rows + " × " + columns + " matrix does not have " + values.length + " values");
        }
    }

    public float at(int row, int column) {
        return values[row * columns + column];
    }

    public int offset(int row) {
        return row * columns;
    }

    /// A copy of some rows, in the given order.
    public Matrix picked(int[] rows) {
        float[] picked = new float[Math.multiplyExact(rows.length, columns)];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, offset(rows[i]), picked, i * columns, columns);
        }
        return new Matrix(rows.length, columns, picked);
    }
}
