package dev.tracemap.server.selftest;

/// An item with what it truly is, and where a run put it.
///
/// @param category what was planted in it, or what else it is
/// @param cluster -1 for none
record Placed(String category, int cluster) {}
