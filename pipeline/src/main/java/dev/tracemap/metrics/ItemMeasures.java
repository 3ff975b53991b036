package dev.tracemap.metrics;

import org.jspecify.annotations.Nullable;

/// The measures of one item.
///
/// @param costUsd generations and embeddings once each; absent when none of them has a cost
/// @param latencySeconds the root span's or, without one, last end minus first start
/// @param hasError whether any event of the item failed
/// @param toolCalls number of tool spans, or of tool calls in the messages where there are no tool spans
/// @param toolErrors how many of those failed
public record ItemMeasures(
        @Nullable Double costUsd,
        @Nullable Double latencySeconds,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        boolean hasError,
        int toolCalls,
        int toolErrors) {}
