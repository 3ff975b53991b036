package dev.tracemap.cluster;

/// Rows scaled to length 1, so that their dot product is their cosine.
///
/// @param rows zero rows stay zero
/// @param zero which rows have no direction
public record UnitRows(Matrix rows, boolean[] zero) {

    /// @throws IllegalArgumentException naming the first row that holds something other than a number
    public static UnitRows of(Matrix raw) {
        int columns = raw.columns();
        float[] unit = new float[raw.values().length];
        boolean[] zero = new boolean[raw.rows()];
        for (int row = 0; row < raw.rows(); row++) {
            double length = 0;
            for (int column = 0; column < columns; column++) {
                float value = raw.at(row, column);
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException("row " + row + ", column " + column + " holds " + value
                            + ": every value must be a finite number; leave the row out or embed it again");
                }
                length += (double) value * value;
            }
            zero[row] = length == 0;
            double scale = zero[row] ? 0 : 1 / Math.sqrt(length);
            for (int column = 0; column < columns; column++) {
                unit[raw.offset(row) + column] = (float) (raw.at(row, column) * scale);
            }
        }
        return new UnitRows(new Matrix(raw.rows(), columns, unit), zero);
    }

    /// Whether all rows point the same way, or nowhere.
    boolean allEqual() {
        int columns = rows.columns();
        for (int i = columns; i < rows.values().length; i++) {
            if (Math.abs(rows.values()[i] - rows.values()[i - columns]) > 1e-6f) {
                return false;
            }
        }
        return true;
    }

    int zeroRows() {
        int count = 0;
        for (boolean none : zero) {
            count += none ? 1 : 0;
        }
        return count;
    }
}
