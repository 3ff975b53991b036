package dev.tracemap.ingest.convert;

import java.time.Instant;

/// What a converter is told about its source.
///
/// @param teamId the owner of the events
/// @param name file name or endpoint; only used for ids where the source has none
/// @param time stands for the time of events that carry none: when the file was written or the request came in
public record Origin(long teamId, String name, Instant time) {}
