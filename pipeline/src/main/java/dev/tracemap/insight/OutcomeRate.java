package dev.tracemap.insight;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.score.Wilson;
import java.util.Locale;

/// How frequent success is among the items of a cluster of which an outcome is known.
///
/// @param items of the cluster
/// @param n of them with the outcome, at least 1; `good` of these
/// @param interval of the rate, at 95%
/// @param elsewhere rate among the items of the run's other clusters; NaN where none has the outcome
/// @param q among the tests of all clusters and outcomes of the run, against elsewhere; two-sided
public record OutcomeRate(
        int clusterId, String outcome, int items, int n, int good, Wilson interval, double elsewhere, double q) {
    private static final double SURE = 0.05;

    public double rate() {
        return (double) good / n;
    }

    /// Items that go without success even at the upper end of the interval: much traffic and little success.
    public double lost() {
        return items * (1 - interval.high());
    }

    /// Whether success is rarer than elsewhere, beyond chance.
    public boolean isLow() {
        return q < SURE && rate() < elsewhere;
    }

    /// For people and agents, such as `thumbs: 43% good (95% interval 32-55%, n 71, elsewhere 88%, q < 0.001)`.
    public String line() {
        return brief()
                + (Double.isNaN(elsewhere)
                        ? ")"
                        : ", elsewhere " + percent(elsewhere) + "%, q "
                                + (q < 0.001 ? "< 0.001" : String.format(Locale.ROOT, "%.3f", q)) + ")");
    }

    /// For lists: without the closing comparison.
    public String shortLine() {
        return brief() + ")";
    }

    private String brief() {
        return outcome + ": " + percent(rate()) + "% good (95% interval " + percent(interval.low()) + "-"
                + percent(interval.high()) + "%, n " + n;
    }

    private static long percent(double share) {
        return Math.round(100 * share);
    }

    /// The figures under the names that the command line and the tools share.
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("outcome", outcome)
                .put("n", n)
                .put("good", good)
                .put("rate", rounded(rate()))
                .put("low", rounded(interval.low()))
                .put("high", rounded(interval.high()));
        if (!Double.isNaN(elsewhere)) {
            json.put("elsewhere", rounded(elsewhere)).put("q", rounded(q));
        }
        return json;
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
