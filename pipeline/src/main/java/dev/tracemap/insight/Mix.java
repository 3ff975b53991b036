package dev.tracemap.insight;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/// Why a figure of the whole moved: because other clusters came more often, or because clusters changed.
///
/// E. M. Kitagawa, "Components of a difference between two rates", Journal of the American Statistical Association 50
/// (1955). A cluster that only one part has counts as mix. `mix` and `within` add up to after minus before.
///
/// @param before mean over the items that have the figure; `after` likewise
public record Mix(Shift.Measure measure, double before, double after, double mix, double within) {

    /// @param column one a row, NaN where missing
    /// @return absent where one of the parts has no such figure
    static Optional<Mix> of(
            Shift.Measure measure, double[] column, Collection<BitSet> groups, BitSet before, BitSet after) {
        Sum then = Sum.of(column, before);
        Sum now = Sum.of(column, after);
        if (then.count() == 0 || now.count() == 0) {
            return Optional.empty();
        }
        double mix = 0;
        double within = 0;
        for (BitSet group : groups) {
            Sum was = Sum.of(column, and(group, before));
            Sum is = Sum.of(column, and(group, after));
            double former = was.count() == 0 ? is.mean() : was.mean();
            double present = is.count() == 0 ? was.mean() : is.mean();
            if (was.count() + is.count() > 0) {
                double shareBefore = (double) was.count() / then.count();
                double shareAfter = (double) is.count() / now.count();
                mix += (shareAfter - shareBefore) * (former + present) / 2;
                within += (present - former) * (shareBefore + shareAfter) / 2;
            }
        }
        return Optional.of(new Mix(measure, then.mean(), now.mean(), mix, within));
    }

    private static BitSet and(BitSet one, BitSet other) {
        BitSet both = (BitSet) one.clone();
        both.and(other);
        return both;
    }

    private record Sum(double of, int count) {
        static Sum of(double[] column, BitSet rows) {
            double[] values = rows.stream()
                    .mapToDouble(row -> column[row])
                    .filter(value -> !Double.isNaN(value))
                    .toArray();
            return new Sum(Arrays.stream(values).sum(), values.length);
        }

        double mean() {
            return of / count;
        }
    }

    /// For people and agents.
    public String line() {
        return switch (measure) {
            case SHARE -> throw new IllegalStateException("the shares of a whole do not move");
            case ERROR_RATE -> line("error rate", "%.1f%%", "%+.1f points", 100);
            case LATENCY -> line("average latency", "%.1f s", "%+.1f s", 1);
            case COST -> line("average cost", "$%.4f", "%+.4f", 1);
        };
    }

    private String line(String name, String figure, String change, int scale) {
        return name + " " + String.format(Locale.ROOT, figure, scale * before) + " → "
                + String.format(Locale.ROOT, figure, scale * after) + ": "
                + String.format(Locale.ROOT, change, scale * mix) + " from the mix of clusters, "
                + String.format(Locale.ROOT, change, scale * within) + " within clusters";
    }
}
