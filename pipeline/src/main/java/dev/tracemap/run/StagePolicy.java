package dev.tracemap.run;

import java.time.Duration;

/// How long a stage of a run may take and how often it is tried. The same record steers every engine that runs stages.
///
/// @param timeout of one attempt
/// @param attempts in all
/// @param firstDelay before the second attempt; doubles from attempt to attempt
/// @param grows whether more items take more time
public record StagePolicy(Duration timeout, int attempts, Duration firstDelay, boolean grows) {
    /// Items are read one by one and kept, so a new attempt goes on where the last one stopped.
    static final StagePolicy ITEMS = new StagePolicy(Duration.ofHours(24), 3, Duration.ofSeconds(2), false);
    static final StagePolicy COMPUTE = new StagePolicy(Duration.ofSeconds(300), 3, Duration.ofSeconds(1), true);
    /// The store works through every item of the window.
    static final StagePolicy REST = new StagePolicy(Duration.ofHours(2), 2, Duration.ofSeconds(2), false);
    static final StagePolicy LABEL = new StagePolicy(Duration.ofSeconds(600), 2, Duration.ofSeconds(2), false);
    /// Judgements are kept one by one, as items are.
    static final StagePolicy SCORE = new StagePolicy(Duration.ofHours(6), 3, Duration.ofSeconds(2), false);
    static final StagePolicy EMIT = new StagePolicy(Duration.ofSeconds(60), 3, Duration.ofSeconds(1), false);

    /// Up to this many items the time stands as it is.
    private static final int USUAL_ITEMS = 100_000;

    /// @param attempt that has just ended, from 1
    public Duration delayAfter(int attempt) {
        return firstDelay.multipliedBy(1L << Math.min(attempt - 1, 16));
    }

    /// The same policy with time for this many items.
    public StagePolicy forItems(int items) {
        return !grows || items <= USUAL_ITEMS
                ? this
                : new StagePolicy(timeout.multipliedBy(1 + items / USUAL_ITEMS), attempts, firstDelay, true);
    }
}
