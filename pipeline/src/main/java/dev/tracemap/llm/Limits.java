package dev.tracemap.llm;

import java.time.Duration;

/// How hard a server may be worked.
///
/// @param concurrency calls at the same time
/// @param tokensPerMinute input and output together; 0 = no limit
/// @param attempts of one call, the first included
/// @param firstDelay before the second attempt; doubled for each further one, up to 30 seconds, and varied
/// @param timeout of one attempt, from the request to the last byte of the answer
/// @param batchFrom from so many items on they are put together in batches, which cost half and may take a day;
///     0 = never
public record Limits(
        int concurrency, long tokensPerMinute, int attempts, Duration firstDelay, Duration timeout, int batchFrom) {
    public static final Limits DEFAULT = new Limits(8, 0, 7, Duration.ofMillis(400), Duration.ofMinutes(2));

    /// Without batches.
    public Limits(int concurrency, long tokensPerMinute, int attempts, Duration firstDelay, Duration timeout) {
        this(concurrency, tokensPerMinute, attempts, firstDelay, timeout, 0);
    }

    public Limits {
        if (concurrency < 1 || tokensPerMinute < 0 || attempts < 1 || !timeout.isPositive() || batchFrom < 0) {
            throw new IllegalArgumentException(
                    "limits: concurrency, attempts and timeout_seconds start at 1, tokens_per_minute at 0 (no"
                            + " limit), batch_from at 0 (never)");
        }
    }
}
