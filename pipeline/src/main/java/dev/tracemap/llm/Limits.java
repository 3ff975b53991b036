package dev.tracemap.llm;

import java.time.Duration;

/// How hard a server may be worked.
///
/// @param concurrency calls at the same time
/// @param tokensPerMinute input and output together; 0 = no limit
/// @param attempts of one call, the first included
/// @param firstDelay before the second attempt; doubled for each further one, up to 30 seconds, and varied
/// @param timeout of one attempt, from the request to the last byte of the answer
public record Limits(int concurrency, long tokensPerMinute, int attempts, Duration firstDelay, Duration timeout) {
    public static final Limits DEFAULT = new Limits(8, 0, 7, Duration.ofMillis(400), Duration.ofMinutes(2));

    public Limits {
        if (concurrency < 1 || tokensPerMinute < 0 || attempts < 1 || !timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "limits: concurrency, attempts and timeout_seconds start at 1, tokens_per_minute at 0 (no limit)");
        }
    }
}
