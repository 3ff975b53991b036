package dev.tracemap.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The figures of one cluster.
///
/// @param share of all items of the run, noise included
/// @param averageCostUsd over the items that have a cost
/// @param totalCostUsd sum over those items
/// @param missingCost items without a cost
/// @param averageLatencySeconds over the items that have one
/// @param p95LatencySeconds over the same items, by the nearest-rank method
/// @param averageInputTokens over the items whose source counted them; output likewise
/// @param errorRate items with at least one error ÷ items
/// @param toolErrorRate failed tool calls ÷ tool calls; absent without any
public record ClusterMetrics(
        int items,
        double share,
        @Nullable Double averageCostUsd,
        @Nullable Double totalCostUsd,
        int missingCost,
        @Nullable Double averageLatencySeconds,
        @Nullable Double p95LatencySeconds,
        @Nullable Double averageInputTokens,
        @Nullable Double averageOutputTokens,
        double errorRate,
        @Nullable Double toolErrorRate) {

    /// @param members at least one
    /// @param totalItems of the whole run, noise included
    public static ClusterMetrics of(List<ItemMeasures> members, int totalItems) {
        double[] costs = present(members, ItemMeasures::costUsd);
        double[] latencies = present(members, ItemMeasures::latencySeconds);
        long withError = members.stream().filter(ItemMeasures::hasError).count();
        long toolCalls = members.stream().mapToLong(ItemMeasures::toolCalls).sum();
        long toolErrors = members.stream().mapToLong(ItemMeasures::toolErrors).sum();
        return new ClusterMetrics(
                members.size(),
                (double) members.size() / totalItems,
                average(costs),
                costs.length == 0 ? null : (Double) Arrays.stream(costs).sum(),
                members.size() - costs.length,
                average(latencies),
                p95(latencies),
                average(present(members, ItemMeasures::inputTokens)),
                average(present(members, ItemMeasures::outputTokens)),
                (double) withError / members.size(),
                toolCalls == 0 ? null : (Double) ((double) toolErrors / toolCalls));
    }

    /// The same figures of fewer items: a deletion took the others, and only counts follow it.
    public ClusterMetrics shrunk(int itemsLeft, int totalLeft) {
        return new ClusterMetrics(
                itemsLeft,
                (double) itemsLeft / totalLeft,
                averageCostUsd,
                totalCostUsd,
                missingCost,
                averageLatencySeconds,
                p95LatencySeconds,
                averageInputTokens,
                averageOutputTokens,
                errorRate,
                toolErrorRate);
    }

    /// The figures of parts taken together. What cannot be told from theirs, p95 and the rate of tool errors, stays
    /// as it is here, where it was measured on fewer items.
    ///
    /// @param parts at least one
    public ClusterMetrics over(List<ClusterMetrics> parts) {
        int all = parts.stream().mapToInt(ClusterMetrics::items).sum();
        int missing = parts.stream().mapToInt(ClusterMetrics::missingCost).sum();
        boolean costs = parts.stream().anyMatch(part -> part.totalCostUsd != null);
        double total = parts.stream()
                .map(ClusterMetrics::totalCostUsd)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .sum();
        return new ClusterMetrics(
                all,
                parts.stream().mapToDouble(ClusterMetrics::share).sum(),
                costs ? (Double) (total / (all - missing)) : null,
                costs ? (Double) total : null,
                missing,
                weighted(parts, ClusterMetrics::averageLatencySeconds),
                p95LatencySeconds,
                weighted(parts, ClusterMetrics::averageInputTokens),
                weighted(parts, ClusterMetrics::averageOutputTokens),
                parts.stream().mapToDouble(part -> part.errorRate * part.items).sum() / all,
                toolErrorRate);
    }

    private static @Nullable Double weighted(
            List<ClusterMetrics> parts, Function<ClusterMetrics, @Nullable Double> figure) {
        double sum = 0;
        long items = 0;
        for (ClusterMetrics part : parts) {
            Double value = figure.apply(part);
            if (value != null) {
                sum += value * part.items;
                items += part.items;
            }
        }
        return items == 0 ? null : (Double) (sum / items);
    }

    private static double[] present(List<ItemMeasures> members, Function<ItemMeasures, @Nullable Number> measure) {
        return members.stream()
                .map(measure)
                .filter(Objects::nonNull)
                .mapToDouble(Number::doubleValue)
                .toArray();
    }

    private static @Nullable Double average(double[] values) {
        return values.length == 0 ? null : (Double) (Arrays.stream(values).sum() / values.length);
    }

    /// The smallest value that at least 95% of the values do not exceed.
    private static @Nullable Double p95(double[] values) {
        if (values.length == 0) {
            return null;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        // In whole numbers: 0.95 × 20 is a little more than 19 in floating point.
        int rank = (int) Math.ceilDiv(sorted.length * 95L, 100);
        return sorted[rank - 1];
    }
}
