package dev.tracemap.metrics;

/// How far each cell of a table lies from what its row and its column alone would give.
///
/// @param expected counts if rows and columns had nothing to do with each other
/// @param adjusted (count − expected) by its standard error (Haberman 1973): about normal in that case; 0 where the
///     margins leave no choice
public record Residuals(double[][] expected, double[][] adjusted) {

    /// @param counts rows of equal length
    public static Residuals of(long[][] counts) {
        int rows = counts.length;
        int columns = rows == 0 ? 0 : counts[0].length;
        double[] ofRow = new double[rows];
        double[] ofColumn = new double[columns];
        double all = 0;
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                ofRow[row] += counts[row][column];
                ofColumn[column] += counts[row][column];
                all += counts[row][column];
            }
        }
        double[][] expected = new double[rows][columns];
        double[][] adjusted = new double[rows][columns];
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                double mean = all == 0 ? 0 : ofRow[row] * ofColumn[column] / all;
                double variance = all == 0 ? 0 : mean * (1 - ofRow[row] / all) * (1 - ofColumn[column] / all);
                expected[row][column] = mean;
                adjusted[row][column] = variance <= 0 ? 0 : (counts[row][column] - mean) / Math.sqrt(variance);
            }
        }
        return new Residuals(expected, adjusted);
    }

    /// About what the largest of so many normal values reaches by chance: beyond it a cell is surprising. At least 2.
    public static double surprising(int cells) {
        return Math.max(2, Math.sqrt(2 * Math.log(Math.max(1, cells))));
    }
}
