package dev.tracemap.cluster;

/// Hears how far a long computation has come.
@FunctionalInterface
public interface Progress {
    /// Progress that nobody looks at.
    Progress SILENT = (stage, done) -> {};

    /// Called from one thread at a time, at least once a second where the work allows. Throwing from here, for instance
    /// a `CancellationException`, ends the computation.
    ///
    /// @param stage `neighbours`, `reduce`, `tree`, `layout`, …
    /// @param done share of this stage, 0 to 1
    void at(String stage, double done);
}
