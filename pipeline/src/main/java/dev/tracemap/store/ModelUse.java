package dev.tracemap.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What calls to a model have used.
///
/// @param work what they were made for: a run's id, or another name
/// @param at of the call; of several, of the last
/// @param inputChars characters of the requests, which tells how many of them this model makes a token of
/// @param costUsd absent where the price of the model is not known
public record ModelUse(
        long teamId,
        String work,
        String stage,
        String model,
        Instant at,
        long calls,
        long inputTokens,
        long outputTokens,
        long inputChars,
        @Nullable Double costUsd) {}
