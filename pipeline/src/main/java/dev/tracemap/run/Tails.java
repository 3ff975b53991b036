package dev.tracemap.run;

import dev.tracemap.store.ItemFigures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Items far above the rest in cost, latency, tokens or failed tool calls.
///
/// Measured on logarithms by median and median absolute deviation, which a few extremes do not move: the modified
/// z-score of Iglewicz and Hoaglin (1993), with their limit of 3.5 and their other scale where more than half the
/// items are equal.
final class Tails {
    static final double LIMIT = 3.5;
    private static final double TO_SIGMA = 1.4826;
    private static final double TO_SIGMA_OF_MEAN = 1.2533;
    /// Too few to say what is usual.
    private static final int FEW = 20;

    private enum Measure {
        LATENCY("latency", "s"),
        COST("cost", "USD"),
        TOKENS("tokens", ""),
        ERRORS("failed tool calls", "");

        private final String words;
        private final String unit;

        Measure(String words, String unit) {
            this.words = words;
            this.unit = unit;
        }

        /// Not a number where it is not known.
        double of(ItemFigures item) {
            Number known =
                    switch (this) {
                        case LATENCY -> item.latencySeconds();
                        case COST -> item.costUsd();
                        case TOKENS -> item.tokens();
                        case ERRORS -> (Integer) item.toolErrors();
                    };
            return known == null ? Double.NaN : Math.max(0, known.doubleValue());
        }
    }

    /// @param item its index
    /// @param z how far out
    /// @param value what it is, in `unit`
    /// @param median of all items
    record Tail(int item, String measure, double z, double value, double median, String unit) {
        String words() {
            String times = median <= 0 ? "" : String.format(Locale.ROOT, "%.0f times the median", value / median);
            String figure = number(value) + (unit.isEmpty() ? "" : " " + unit);
            return measure + " " + figure + (times.isEmpty() ? ", where most have none" : ", " + times);
        }

        private static String number(double value) {
            return value >= 100 || value == Math.rint(value)
                    ? String.format(Locale.ROOT, "%,.0f", value)
                    : String.format(Locale.ROOT, "%.3g", value);
        }
    }

    private Tails() {}

    /// In order of measure, then item.
    static List<Tail> of(List<ItemFigures> items) {
        List<Tail> tails = new ArrayList<>();
        for (Measure measure : Measure.values()) {
            double[] values = items.stream()
                    .mapToDouble(measure::of)
                    .filter(Double::isFinite)
                    .map(Math::log1p)
                    .sorted()
                    .toArray();
            if (values.length < FEW) {
                continue;
            }
            double median = median(values);
            double scale = scale(values, median);
            for (int item = 0; item < items.size() && scale > 0; item++) {
                double value = measure.of(items.get(item));
                double z = (Math.log1p(value) - median) / scale;
                if (z > LIMIT && value >= 2 * Math.expm1(median)) {
                    tails.add(new Tail(item, measure.words, z, value, Math.expm1(median), measure.unit));
                }
            }
        }
        return tails;
    }

    private static double scale(double[] sorted, double median) {
        double usual = deviation(sorted, median);
        return usual > 0
                ? usual
                : TO_SIGMA_OF_MEAN
                        * Arrays.stream(apart(sorted, median)).average().orElse(0);
    }

    /// The median absolute deviation, on the scale of a standard deviation.
    static double deviation(double[] sorted, double median) {
        return TO_SIGMA * median(apart(sorted, median));
    }

    private static double[] apart(double[] sorted, double median) {
        return Arrays.stream(sorted)
                .map(value -> Math.abs(value - median))
                .sorted()
                .toArray();
    }

    static double median(double[] sorted) {
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
