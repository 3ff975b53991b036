package dev.tracemap.run;

import dev.tracemap.cluster.Matrix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/// Puts vectors of several parts side by side, each with its share, so that the cosine of two joined rows is the mean
/// of the parts' cosines by weight.
///
/// Behavior brings coordinates of its own: runs of one, two and three tool calls, each counted at a place that
/// follows from its hash (Weinberger et al. 2009). Items that call the same tools in the same order have the same.
final class AxisVectors {
    /// Changes whenever joined vectors do.
    static final String VERSION = "axis-2:";

    private static final int COORDINATES = 128;
    private static final int LONGEST_RUN = 3;
    /// Of a behavior's vector: the rest is its text's.
    private static final double SEQUENCE_SHARE = 0.6;

    private static final String BEGIN = "\u0002";
    private static final String END = "\u0003";

    private AxisVectors() {}

    /// @param parts rows of the same items, of length 1
    /// @param weights of the parts
    static Matrix joined(List<Matrix> parts, List<Double> weights) {
        double all = weights.stream().mapToDouble(Double::doubleValue).sum();
        int rows = parts.getFirst().rows();
        int columns = parts.stream().mapToInt(Matrix::columns).sum();
        float[] values = new float[rows * columns];
        int first = 0;
        for (int part = 0; part < parts.size(); part++) {
            Matrix block = parts.get(part);
            float share = (float) Math.sqrt(weights.get(part) / all);
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < block.columns(); column++) {
                    values[row * columns + first + column] = share * block.at(row, column);
                }
            }
            first += block.columns();
        }
        return new Matrix(rows, columns, values);
    }

    /// @param texts vectors of what is said of the conduct
    /// @param sequences of tool calls
    static Matrix behavior(Matrix texts, List<List<String>> sequences) {
        return joined(List.of(texts, sequences(sequences)), List.of(1 - SEQUENCE_SHARE, SEQUENCE_SHARE));
    }

    /// Rows of length 1.
    private static Matrix sequences(List<List<String>> sequences) {
        float[] values = new float[sequences.size() * COORDINATES];
        for (int row = 0; row < sequences.size(); row++) {
            double[] counts = counts(sequences.get(row));
            double square = 0;
            for (double count : counts) {
                square += count * count;
            }
            for (int column = 0; square > 0 && column < COORDINATES; column++) {
                values[row * COORDINATES + column] = (float) (counts[column] / Math.sqrt(square));
            }
        }
        return new Matrix(sequences.size(), COORDINATES, values);
    }

    /// Often-repeated runs count by the root of their number: a long loop is one habit, not a hundred.
    private static double[] counts(List<String> sequence) {
        List<String> calls = new ArrayList<>();
        calls.add(BEGIN);
        calls.addAll(sequence);
        calls.add(END);
        double[] counts = new double[COORDINATES];
        for (int length = 1; length <= LONGEST_RUN; length++) {
            // Begin and end alone say nothing: every item has them.
            int margin = length == 1 ? 1 : 0;
            for (int at = margin; at + length <= calls.size() - margin; at++) {
                CRC32 hash = new CRC32();
                hash.update(String.join("\n", calls.subList(at, at + length)).getBytes(StandardCharsets.UTF_8));
                long value = hash.getValue();
                counts[(int) (value % COORDINATES)] += (value >>> 16 & 1) == 0 ? 1 : -1;
            }
        }
        for (int i = 0; i < COORDINATES; i++) {
            counts[i] = Math.signum(counts[i]) * Math.sqrt(Math.abs(counts[i]));
        }
        return counts;
    }
}
