package dev.tracemap.store;

import java.time.Instant;

/// When something that happens by the clock was last dealt with.
///
/// @param name a job's id, or that of another repeated work
/// @param slot begin of the period that was dealt with
/// @param note what came of it, for people
public record ScheduleMark(long teamId, String name, Instant slot, String note) {}
