package dev.tracemap.facet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the spans of an item say without a model.
///
/// @param turnCount messages by the user, each counted once although prompts repeat them
/// @param toolCallCount calls known from messages, from spans, or from both; each counted once
/// @param distinctTools in order of first use
/// @param toolCallSequence tool names in order, repetitions in a row collapsed to one
/// @param maxDepth depth of the span tree, the trace's own event counted as its root; a lone span has depth 1
/// @param totalLatencyMs of a trace, its own or its root span's where given, else from first start to last end; of a
///     session, the sum over its traces, since the time in between is the user's
/// @param totalTokens input and output of model and embedding calls; absent when none of them says
/// @param totalCostUsd of model and embedding calls; absent when none of them says
/// @param toolErrorCount calls whose span or result is flagged as failed, or whose result is plainly an error
/// @param retryCount calls that repeat an earlier one with the same tool and arguments
/// @param claimedVsActualTools what the assistant says it did although no such call exists: the tool's name where one
///     fits, else the verb it used
/// @param swallowedErrors failed calls that nothing made up for afterwards and that the assistant, though it went on
///     to answer, does not admit
/// @param languages ISO 639-1 codes of the user's messages, most frequent first; messages too short to tell are left
///     out
/// @param finishReason of the last generation: `stop`, `tool_calls`, `length` or `content_filter`, whatever the
///     provider calls it; any other word as it came
/// @param slowestTool the tool whose call took longest of those that worked; absent where no span tells
/// @param slowestToolMs how long that took
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
        @Nullable String finishReason,
        @Nullable String slowestTool,
        @Nullable Double slowestToolMs) {
    public Facets {
        distinctTools = List.copyOf(distinctTools);
        toolCallSequence = List.copyOf(toolCallSequence);
        claimedVsActualTools = List.copyOf(claimedVsActualTools);
        languages = List.copyOf(languages);
    }

    /// Of an item whose tool calls nobody timed.
    public Facets(
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
        this(
                turnCount,
                toolCallCount,
                distinctTools,
                toolCallSequence,
                maxDepth,
                totalLatencyMs,
                totalTokens,
                totalCostUsd,
                toolErrorCount,
                retryCount,
                claimedVsActualTools,
                swallowedErrors,
                languages,
                finishReason,
                null,
                null);
    }
}
