package dev.tracemap.cluster.reduce;

/// The course of a layout's optimisation.
///
/// @param epochs how often each point is moved
record Descent(int epochs, long seed) {
    /// Random points that push, for each one that pulls.
    static final float NEGATIVES = 5;

    /// A point moves no further than this in one epoch along one axis.
    static final float LIMIT = 4;

    /// Falls evenly from 1 to 0.
    float rate(int epoch) {
        return 1 - (float) epoch / epochs;
    }
}
