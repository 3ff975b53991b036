package dev.tracemap.score;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the judged sample says about one cluster.
///
/// @param rubric its name
/// @param n how many items were judged
/// @param share of yes, or of 4 and 5
/// @param interval of the share
/// @param mean of the scores; for yes and no the same as the share
public record ScoreRate(
        int clusterId, String rubric, Rubric.Scale scale, int n, double share, Wilson interval, double mean) {

    /// @return absent when nothing was judged
    public static Optional<ScoreRate> of(int clusterId, Rubric rubric, List<Integer> scores) {
        int n = scores.size();
        if (n == 0) {
            return Optional.empty();
        }
        int high = (int) scores.stream().filter(rubric.scale()::isHigh).count();
        double mean = scores.stream().mapToInt(Integer::intValue).average().orElseThrow();
        return Optional.of(new ScoreRate(
                clusterId, rubric.name(), rubric.scale(), n, (double) high / n, Wilson.of(high, n), mean));
    }

    /// For people and agents, such as `resolved: 80% yes (95% interval 58-92%, n 20)`.
    public String line() {
        String share = Math.round(100 * share()) + "% ";
        String range = "(95% interval " + Math.round(100 * interval.low()) + "-" + Math.round(100 * interval.high())
                + "%, n " + n + ")";
        return rubric + ": "
                + switch (scale) {
                    case BOOLEAN -> share + "yes " + range;
                    case ONE_TO_FIVE -> String.format(Locale.ROOT, "mean %.1f of 5, ", mean) + share + "4-5 " + range;
                };
    }

    /// The figures under the names that the command line and the run event share.
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("rubric", rubric)
                .put("scale", scale.wire())
                .put("n", n)
                .put("share", rounded(share))
                .put("low", rounded(interval.low()))
                .put("high", rounded(interval.high()));
        return scale == Rubric.Scale.ONE_TO_FIVE ? json.put("mean", rounded(mean)) : json;
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
