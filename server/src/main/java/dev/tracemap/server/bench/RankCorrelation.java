package dev.tracemap.server.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/// Spearman's rank correlation, ties at their mean rank.
final class RankCorrelation {
    private RankCorrelation() {}

    /// @return -1 to 1; 0 where one of the two is the same everywhere
    static double of(double[] one, double[] other) {
        double[] x = ranks(one);
        double[] y = ranks(other);
        double meanX = Arrays.stream(x).average().orElse(0);
        double meanY = Arrays.stream(y).average().orElse(0);
        double together = 0;
        double apartX = 0;
        double apartY = 0;
        for (int i = 0; i < x.length; i++) {
            together += (x[i] - meanX) * (y[i] - meanY);
            apartX += (x[i] - meanX) * (x[i] - meanX);
            apartY += (y[i] - meanY) * (y[i] - meanY);
        }
        return apartX == 0 || apartY == 0 ? 0 : together / Math.sqrt(apartX * apartY);
    }

    private static double[] ranks(double[] values) {
        int[] order = IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> values[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[values.length];
        int at = 0;
        while (at < order.length) {
            int end = at;
            while (end < order.length && values[order[end]] == values[order[at]]) {
                end++;
            }
            for (int i = at; i < end; i++) {
                ranks[order[i]] = (at + end - 1) / 2.0;
            }
            at = end;
        }
        return ranks;
    }
}
