package dev.tracemap.llm;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A call that was made, for the books and for our own traces. Holds none of the text.
///
/// @param stage who asked: `summary`, `label`, `embedding`, …
/// @param inputChars characters of the request
/// @param costUsd absent where the model has no known price
/// @param failure why there was no usable answer; absent when there was one
public record ModelCall(
        String stage,
        String model,
        Instant start,
        double seconds,
        int attempts,
        long inputChars,
        TokenUse tokens,
        @Nullable Double costUsd,
        @Nullable String failure) {}
