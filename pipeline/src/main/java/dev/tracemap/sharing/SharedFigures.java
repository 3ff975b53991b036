package dev.tracemap.sharing;

import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.metrics.ItemMeasures;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Figures that rest on a whole crowd: counts rounded down, averages to two digits, and no percentile, which is the
/// value of some one item.
final class SharedFigures {
    private static final MathContext DIGITS = new MathContext(2, RoundingMode.HALF_UP);

    private SharedFigures() {}

    /// @param total items of the run
    static ClusterMetrics of(List<SharedItem> members, int total, Thresholds least) {
        int items = least.shown(members.size());
        List<ItemMeasures> measures = members.stream()
                .map(SharedItem::measures)
                .filter(Objects::nonNull)
                .toList();
        boolean known = measures.size() == members.size();
        Double cost = known ? average(measures, ItemMeasures::costUsd) : null;
        return new ClusterMetrics(
                items,
                (double) items / Math.max(1, least.shown(total)),
                cost,
                cost == null ? null : (Double) rounded(cost * items),
                0,
                known ? average(measures, ItemMeasures::latencySeconds) : null,
                null,
                known ? average(measures, ItemMeasures::inputTokens) : null,
                known ? average(measures, ItemMeasures::outputTokens) : null,
                errorRate(members, items, least),
                null);
    }

    /// 0 also where those with an error are too few to be told from none.
    private static double errorRate(List<SharedItem> members, int items, Thresholds least) {
        List<SharedItem> failing = members.stream()
                .filter(item -> item.measures() != null && item.measures().hasError())
                .toList();
        return Crowd.of(failing).enough(least) ? (double) least.shown(failing.size()) / items : 0;
    }

    /// Only where every item has one: else it might be that of a few.
    private static @Nullable Double average(
            List<ItemMeasures> measures, Function<ItemMeasures, @Nullable Number> measure) {
        double sum = 0;
        for (ItemMeasures item : measures) {
            Number value = measure.apply(item);
            if (value == null) {
                return null;
            }
            sum += value.doubleValue();
        }
        return measures.isEmpty() ? null : (Double) rounded(sum / measures.size());
    }

    static double rounded(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
