package dev.tracemap.insight;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/// Numbers in order, ranked once and then compared group by group.
///
/// H. B. Mann and D. R. Whitney, "On a test of whether one of two random variables is stochastically larger than the
/// other", Annals of Mathematical Statistics 18 (1947); exact for few numbers without ties.
final class Ranks {
    /// Two groups up to this size are counted out where no two numbers are alike.
    private static final int FEW = 50;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private final double[] numbers;
    private final double[] ranks;
    private final int ranked;
    /// Sum of t³ - t over groups of t equal numbers.
    private final double ties;

    /// @param effect Cliff's delta
    /// @param p two-sided
    record Comparison(int inside, int outside, double median, double usual, double effect, double p) {}

    private Ranks(double[] numbers, double[] ranks, int ranked, double ties) {
        this.numbers = numbers;
        this.ranks = ranks;
        this.ranked = ranked;
        this.ties = ties;
    }

    /// @param numbers one a row, NaN where missing
    static Ranks of(double[] numbers) {
        int[] order = IntStream.range(0, numbers.length)
                .filter(row -> !Double.isNaN(numbers[row]))
                .boxed()
                .sorted((one, other) -> Double.compare(numbers[one], numbers[other]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] ranks = new double[numbers.length];
        double ties = 0;
        int end;
        for (int begin = 0; begin < order.length; begin = end) {
            end = begin + 1;
            while (end < order.length && numbers[order[end]] == numbers[order[begin]]) {
                end++;
            }
            double count = end - begin;
            ties += count * count * count - count;
            for (int at = begin; at < end; at++) {
                ranks[order[at]] = (begin + 1 + end) / 2.0;
            }
        }
        return new Ranks(numbers, ranks, order.length, ties);
    }

    /// @param inside may name rows without a number; they are left out
    Comparison compare(BitSet inside) {
        double[] group = new double[inside.cardinality()];
        double[] others = new double[ranked];
        double sum = 0;
        int in = 0;
        int out = 0;
        for (int row = 0; row < numbers.length; row++) {
            if (Double.isNaN(numbers[row])) {
                continue;
            }
            if (inside.get(row)) {
                group[in++] = numbers[row];
                sum += ranks[row];
            } else {
                others[out++] = numbers[row];
            }
        }
        if (in == 0 || out == 0) {
            return new Comparison(in, out, Double.NaN, Double.NaN, 0, 1);
        }
        group = Arrays.copyOf(group, in);
        others = Arrays.copyOf(others, out);
        double wins = sum - in * (in + 1.0) / 2;
        double effect = 2 * wins / ((double) in * out) - 1;
        double p = ties == 0 && in < FEW && out < FEW
                ? MannWhitneyUTest.withDefaults().test(group, others).getPValue()
                : approximate(wins, in, out);
        return new Comparison(in, out, median(group), median(others), effect, p);
    }

    private double approximate(double wins, double in, double out) {
        double rows = in + out;
        double spread = Math.sqrt(in * out / 12 * (rows + 1 - ties / (rows * (rows - 1))));
        // Half a step towards the middle, since the statistic takes whole and half numbers only.
        double distance = Math.max(0, Math.abs(wins - in * out / 2) - 0.5);
        return spread == 0 ? 1 : Math.min(1, 2 * NORMAL.survivalProbability(distance / spread));
    }

    private static double median(double[] numbers) {
        Arrays.sort(numbers);
        int middle = numbers.length / 2;
        return numbers.length % 2 == 1 ? numbers[middle] : (numbers[middle - 1] + numbers[middle]) / 2;
    }
}
