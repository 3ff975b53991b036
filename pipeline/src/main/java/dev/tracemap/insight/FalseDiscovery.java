package dev.tracemap.insight;

import java.util.Comparator;
import java.util.stream.IntStream;

/// Y. Benjamini and Y. Hochberg, "Controlling the false discovery rate", Journal of the Royal Statistical Society B 57
/// (1995).
final class FalseDiscovery {
    private FalseDiscovery() {}

    /// @param p of all tests that were made, whatever came of them
    /// @return q of each, in the same order
    static double[] q(double[] p) {
        int[] order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -p[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] q = new double[p.length];
        double least = 1;
        for (int i = 0; i < order.length; i++) {
            int rank = order.length - i;
            least = Math.min(least, p[order[i]] * p.length / rank);
            q[order[i]] = least;
        }
        return q;
    }
}
