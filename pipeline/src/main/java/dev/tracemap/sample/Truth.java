package dev.tracemap.sample;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What was planted in one trace.
///
/// @param intent what the user wanted; absent for a one-off that belongs to no pattern
/// @param failure what was made to go wrong; absent when nothing was
/// @param family the product whose assistant was asked
/// @param start when the trace begins
public record Truth(
        String traceId,
        @Nullable String intent,
        @Nullable String failure,
        String family,
        String tenant,
        String model,
        String appVersion,
        Instant start) {}
