package dev.tracemap.run;

import dev.tracemap.cluster.Cosine;
import dev.tracemap.cluster.Matrix;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.stream.IntStream;

/// Which items are about something: those that lie closer to the best match than to an item like any other.
///
/// Cosines of one model cannot be held against a fixed number, since texts that have nothing in common differ by model
/// and by product. So the items themselves are the scale: the line is drawn midway between the mean and the best.
final class Meaning {
    private Meaning() {}

    /// Rows of the items that are about it, in order. At least one, unless there is no row.
    ///
    /// @param wanted the vector of what is asked for, by the model of the rows
    static int[] about(Matrix vectors, float[] wanted) {
        double[] likeness = IntStream.range(0, vectors.rows())
                .mapToDouble(row -> Cosine.of(vectors, row, wanted))
                .toArray();
        DoubleSummaryStatistics all = Arrays.stream(likeness).summaryStatistics();
        double line = (all.getMax() + all.getAverage()) / 2;
        return IntStream.range(0, likeness.length)
                .filter(row -> likeness[row] >= line)
                .toArray();
    }
}
