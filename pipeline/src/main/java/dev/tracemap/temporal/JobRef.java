package dev.tracemap.temporal;

/// A saved job by name.
public record JobRef(long teamId, String jobId) {}
