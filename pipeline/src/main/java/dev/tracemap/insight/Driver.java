package dev.tracemap.insight;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A property that goes with a cluster, or with what goes wrong in it. It says what goes together, not why.
///
/// @param step of which the latency was compared, such as a tool; absent for that of whole items
/// @param value absent where the property is a number
/// @param items of the cluster that have the value or, for a number, the property
/// @param here see [Subject]; `elsewhere` likewise
/// @param effect -1 to 1: how much more often an item from here is above one from elsewhere than below it (Cliff's
///     delta); for shares and rates this is their difference
/// @param p of the single test; two-sided
/// @param q the share of false findings to expect where everything up to this one is believed
public record Driver(
        int clusterId,
        Subject subject,
        @Nullable String step,
        String property,
        @Nullable String value,
        int items,
        double here,
        double elsewhere,
        double effect,
        double p,
        double q) {

    /// What was compared.
    public enum Subject {
        /// Inside the cluster: the share of errors among items with the value, against the other items of the cluster.
        ERRORS,
        /// Inside the cluster: the median latency in seconds of items with the value, against the others.
        LATENCY,
        /// The share of items with the value (or the median of the number) in the cluster, against all other items.
        MEMBERSHIP;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Subject fromWire(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    Driver sure(double q) {
        return new Driver(clusterId, subject, step, property, value, items, here, elsewhere, effect, p, q);
    }

    /// Share here ÷ share elsewhere; absent for medians and where there is none elsewhere.
    public @Nullable Double lift() {
        boolean shares = subject != Subject.LATENCY && value != null;
        return shares && elsewhere > 0 ? (Double) (here / elsewhere) : null;
    }

    /// For people and agents, such as `errors: 88% with model gpt-5, 3% without (31 items, q < 0.001)`.
    public String line() {
        String named = value == null ? property : property + " " + value;
        String sure = " (" + items + (items == 1 ? " item, q " : " items, q ")
                + (q < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", q)) + ")";
        return switch (subject) {
                    case ERRORS ->
                        "errors: " + percent(here) + " with " + named + ", " + percent(elsewhere) + " without";
                    case LATENCY ->
                        "latency" + (step == null ? "" : " of " + step) + ": median " + figure(here) + " s with "
                                + named + ", " + figure(elsewhere) + " s without";
                    case MEMBERSHIP ->
                        value == null
                                ? named + ": median " + figure(here) + " here, " + figure(elsewhere) + " elsewhere"
                                : named + ": " + percent(here) + " here, " + percent(elsewhere) + " elsewhere";
                }
                + sure;
    }

    private static String percent(double share) {
        return Math.round(100 * share) + "%";
    }

    private static String figure(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9
                ? Long.toString((long) number)
                : String.format(Locale.ROOT, Math.abs(number) < 0.1 ? "%.2g" : "%.1f", number);
    }
}
