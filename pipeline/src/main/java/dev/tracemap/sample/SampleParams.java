package dev.tracemap.sample;

import java.time.Duration;
import java.time.Instant;

/// What to generate.
///
/// @param traces how many
/// @param seed decides everything that is left to chance
/// @param end no trace starts after it
/// @param window how far before the end the traces begin
public record SampleParams(int traces, long seed, Instant end, Duration window) {

    public SampleParams {
        if (traces < 1) {
            throw new IllegalArgumentException("a sample needs at least one trace, not " + traces);
        }
        if (!window.isPositive()) {
            throw new IllegalArgumentException("the window of a sample must be positive, not " + window);
        }
    }

    /// The sample behind `demo`: two weeks of a shop's four assistants.
    public static SampleParams demo(Instant end) {
        return new SampleParams(1200, 42, end, Duration.ofDays(14));
    }

    Instant start() {
        return end.minus(window);
    }
}
