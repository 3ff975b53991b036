package dev.tracemap.facet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the spans of an item say without a model.
///
/// @param turnCount messages by the user
/// @param toolCallSequence tool names in order, repetitions in a row collapsed to one
/// @param maxDepth depth of the span tree; a lone span has depth 1
/// @param totalLatencyMs from first start to last end
/// @param totalTokens input and output; absent when no span says
/// @param totalCostUsd absent when no span says
/// @param retryCount calls that repeat an earlier one with the same tool and arguments
/// @param claimedVsActualTools tools that the assistant says it called although no such call exists
/// @param swallowedErrors tool failures that the final answer does not mention
/// @param languages ISO 639-1 codes of the user's messages, most frequent first
/// @param finishReason of the last generation
public record Facets(
        int turnCount,
        int toolCallCount,
        List<String> distinctTools,
        List<String> toolCallSequence,
        int maxDepth,
        double totalLatencyMs,
        @Nullable Long totalTokens,
        @Nullable Double totalCostUsd,
        int toolErrorCount,
        int retryCount,
        List<String> claimedVsActualTools,
        int swallowedErrors,
        List<String> languages,
        @Nullable String finishReason) {
    public Facets {
        distinctTools = List.copyOf(distinctTools);
        toolCallSequence = List.copyOf(toolCallSequence);
        claimedVsActualTools = List.copyOf(claimedVsActualTools);
        languages = List.copyOf(languages);
    }
}
