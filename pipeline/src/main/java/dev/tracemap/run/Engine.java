package dev.tracemap.run;

import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import java.util.List;
import java.util.Optional;

/// Takes runs through the stages: at most [#AT_ONCE] at a time and fairly between teams, each stage as its
/// [StagePolicy] says, and to the end whatever process breaks off.
public interface Engine extends AutoCloseable {
    /// Runs at work at the same time; others wait.
    int AT_ONCE = 4;

    /// Takes on a run that stands in the store: a new one, or one that was broken off. One that it has already is not
    /// begun twice.
    void begin(RunRecord run);

    /// The present state of a run, where this engine knows more about it than the store.
    Optional<RunRecord> seen(String runId);

    /// Returns when a run's state may differ from the given one, or the time is up.
    void awaitChange(RunRecord from, long millis) throws InterruptedException;

    /// Asks for the end of a run.
    ///
    /// @return false where it is not at work, so that nobody will say it has ended
    boolean cancel(RunRecord run);

    /// Runs that wait or are at work, as far as this process knows.
    List<RunRecord> active();

    /// How many runs have ended in this way in this process.
    long ended(Status status);

    /// Stops working. Runs that are not over stay so in the store.
    @Override
    void close();
}
