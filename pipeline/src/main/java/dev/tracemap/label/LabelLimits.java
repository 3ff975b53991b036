package dev.tracemap.label;

import java.time.Duration;

/// How far a labelling agent may go; whichever comes first ends it.
///
/// @param steps answers of the model
/// @param tokens in and out together, over all steps; the last step may go beyond
/// @param time from the first step of this process on
public record LabelLimits(int steps, long tokens, Duration time) {
    public static final LabelLimits DEFAULT = new LabelLimits(40, 400_000, Duration.ofMinutes(10));
}
