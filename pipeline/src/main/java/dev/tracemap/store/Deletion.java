package dev.tracemap.store;

import java.time.Instant;

/// What is to be forgotten. Whole traces go: what a user said is quoted in spans that name nobody.
public sealed interface Deletion {
    long teamId();

    /// Traces that ended before this moment, and events without a trace that are older.
    record Before(long teamId, Instant moment) implements Deletion {}

    /// Every trace in which the user has an event, and the user's events without a trace.
    record OfUser(long teamId, String distinctId) implements Deletion {}

    /// @param traceId whole
    record OfTrace(long teamId, String traceId) implements Deletion {}

    /// All the team has: runs, jobs and books too.
    record OfTeam(long teamId) implements Deletion {}
}
