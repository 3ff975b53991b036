package dev.tracemap.cluster;

/// How alike two directions are: 1 = the same, 0 = nothing in common, -1 = opposite.
public final class Cosine {
    private Cosine() {}

    /// Of vectors of any length; 0 where one of them is all zeros, and where they are of different spaces and so have
    /// different numbers of columns.
    public static double of(float[] one, float[] other) {
        return one.length == other.length ? of(one, 0, other) : 0;
    }

    /// Of a row with a vector of as many columns.
    public static double of(Matrix rows, int row, float[] other) {
        return of(rows.values(), rows.offset(row), other);
    }

    private static double of(float[] values, int offset, float[] other) {
        double dot = 0;
        double squares = 0;
        double otherSquares = 0;
        for (int i = 0; i < other.length; i++) {
            double value = values[offset + i];
            dot += value * other[i];
            squares += value * value;
            otherSquares += (double) other[i] * other[i];
        }
        return squares == 0 || otherSquares == 0 ? 0 : dot / Math.sqrt(squares * otherSquares);
    }
}
