package dev.tracemap.metrics;

import org.jspecify.annotations.Nullable;

/// The figures of one cluster.
///
/// @param share of all items of the run, noise included
/// @param averageCostUsd over the items that have a cost
/// @param totalCostUsd sum over those items
/// @param missingCost items without a cost
/// @param averageLatencySeconds over the items that have one; `p95LatencySeconds` by the nearest-rank method
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
        @Nullable Double toolErrorRate) {}
