package dev.tracemap.insight;

import java.util.Locale;

/// How one figure of one cluster differs between two parts of a run.
///
/// @param before share, rate, or median; `after` likewise
/// @param membersBefore items of the cluster in the first part; `membersAfter` in the second
/// @param low end of the 95% interval of after minus before; `high` likewise. For medians that of the shift which makes
///     both parts alike (Hodges and Lehmann)
/// @param effect after minus before for shares and rates, Cliff's delta for medians
/// @param p of the single test, two-sided
/// @param q among all tests of the comparison
public record Shift(
        int clusterId,
        Measure measure,
        double before,
        double after,
        int membersBefore,
        int membersAfter,
        double low,
        double high,
        double effect,
        double p,
        double q) {
    private static final double SURE = 0.02;
    /// A share must grow or shrink by a quarter, since every share moves when one does.
    private static final double GROWN = 1.25;

    private static final double LEAST_RATE = 0.03;
    private static final double LEAST_SHIFT = 0.2;

    /// What is compared.
    public enum Measure {
        /// Of the items of its part.
        SHARE,
        /// Items with an error ÷ items.
        ERROR_RATE,
        /// Median seconds.
        LATENCY,
        /// Median US dollars.
        COST
    }

    Shift sure(double q) {
        return new Shift(clusterId, measure, before, after, membersBefore, membersAfter, low, high, effect, p, q);
    }

    /// Whether it holds among all tests and is large enough to matter.
    public boolean isCalled() {
        return q < SURE
                && switch (measure) {
                    case SHARE -> after >= GROWN * before || before >= GROWN * after;
                    case ERROR_RATE -> Math.abs(effect) >= LEAST_RATE;
                    case LATENCY, COST -> Math.abs(effect) >= LEAST_SHIFT;
                };
    }

    /// For people and agents, such as `error rate 5.0% → 15.0% (+10.0 points, 95% interval +4.1 to +16.9, q 0.002)`.
    public String line() {
        return switch (measure) {
                    case SHARE ->
                        percent(before) + " → " + percent(after) + " of items (" + membersBefore + " → " + membersAfter
                                + " items, " + points(after - before) + " points, 95% interval " + points(low) + " to "
                                + points(high);
                    case ERROR_RATE ->
                        "error rate " + percent(before) + " → " + percent(after) + " (" + points(after - before)
                                + " points, 95% interval " + points(low) + " to " + points(high);
                    case LATENCY -> median("latency", "%.1f s", "%+.1f s");
                    case COST -> median("cost", "$%.4f", "%+.4f");
                }
                + ", q " + (q < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", q)) + ")";
    }

    private String median(String name, String figure, String change) {
        return "median " + name + " " + String.format(Locale.ROOT, figure, before) + " → "
                + String.format(Locale.ROOT, figure, after) + " (shift 95% interval "
                + String.format(Locale.ROOT, change, low) + " to " + String.format(Locale.ROOT, change, high);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    private static String points(double difference) {
        return String.format(Locale.ROOT, "%+.1f", 100 * difference);
    }
}
