package dev.tracemap.run;

import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Says why a run has nothing to look at, and what to ask for instead.
final class EmptyWindow {
    private EmptyWindow() {}

    static String explain(Store store, RunRecord run, RunInputs inputs) {
        Optional<Store.Extent> extent = store.extent(run.teamId());
        if (extent.isEmpty()) {
            return "the store holds no traces yet: bring some in with `./tracemap import PATH` or the tool import_traces";
        }
        Instant first = extent.get().first();
        Instant last = extent.get().last();
        if (last.isBefore(run.windowStart()) || !first.isBefore(run.windowEnd())) {
            long days = Math.max(1, Duration.between(first, run.createdAt()).toDays() + 1);
            return "no " + run.level().wire() + " began between " + run.windowStart() + " and " + run.windowEnd()
                    + "; the data lies between " + first + " and " + last + ": ask with lookback_days " + days
                    + ", or from and to";
        }
        String narrowing = inputs.scope() != null
                ? "the cluster named in scope has no item in this window"
                : inputs.filters().isEmpty()
                        ? "there are traces in the window, but none has a "
                                + run.level().wire() + " (a session needs a session id)"
                        : "the filters leave nothing of the traces in this window: check the property names with query_sql"
                                + " or drop a filter";
        return "no " + run.level().wire() + " to cluster: " + narrowing;
    }
}
