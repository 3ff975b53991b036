package dev.tracemap.insight;

import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/// R. A. Fisher's exact test of a table of two by two, two-sided: the weight of all tables with the same margins that
/// are no likelier.
///
/// Tables that are equally likely differ in the last digits as computed. The library's own test then leaves one of them
/// out and finds too much, so here "no likelier" has a little room, as in R.
final class FisherTest {
    private static final double ROOM = 1e-7;
    /// Terms below this share of the sum change nothing.
    private static final double NEGLIGIBLE = 1e-17;

    private final HypergeometricDistribution counts;
    private final double limit;

    private FisherTest(HypergeometricDistribution counts, int here) {
        this.counts = counts;
        this.limit = counts.logProbability(here) + ROOM;
    }

    /// @param table of which neither margin is empty
    static double p(Tables table) {
        int members = table.here() + table.hereWithout();
        int holders = table.here() + table.elsewhere();
        int rows = members + table.elsewhere() + table.elsewhereWithout();
        HypergeometricDistribution counts = HypergeometricDistribution.of(rows, holders, members);
        FisherTest test = new FisherTest(counts, table.here());
        int middle = Math.clamp(
                (holders + 1L) * (members + 1L) / (rows + 2L),
                counts.getSupportLowerBound(),
                counts.getSupportUpperBound());
        if (counts.logProbability(middle) <= test.limit) {
            return 1;
        }
        return Math.min(
                1,
                test.tail(middle, counts.getSupportLowerBound(), -1)
                        + test.tail(middle, counts.getSupportUpperBound(), 1));
    }

    /// What lies beyond the first count, seen from the middle, that is unlikely enough.
    private double tail(int middle, int end, int step) {
        int likely = middle;
        int beyond = end + step;
        while (Math.abs(beyond - likely) > 1) {
            int between = (likely + beyond) / 2;
            if (counts.logProbability(between) <= limit) {
                beyond = between;
            } else {
                likely = between;
            }
        }
        double sum = 0;
        for (int count = beyond; count != end + step; count += step) {
            double weight = counts.probability(count);
            sum += weight;
            if (weight <= sum * NEGLIGIBLE) {
                break;
            }
        }
        return sum;
    }
}
