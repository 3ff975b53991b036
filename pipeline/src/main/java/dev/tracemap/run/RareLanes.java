package dev.tracemap.run;

import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The rare lanes of the runs that were looked at last, so that a page that is opened again, or turned, does not wait
/// for what was worked out a moment ago. A deletion or a new name makes a run's lane anew.
public final class RareLanes {
    private static final int KEPT = 8;

    private final Store store;
    private final Map<String, List<RareRow>> known = new LinkedHashMap<>(KEPT, 0.75f, true);

    public RareLanes(Store store) {
        this.store = store;
    }

    /// @param run complete, as it is now
    /// @return the rarest and worst first
    public synchronized List<RareRow> of(RunRecord run) {
        String key = run.runId() + " " + run.items() + " "
                + store.labelVersions(run.runId()).size();
        List<RareRow> rows = known.get(key);
        if (rows == null) {
            rows = List.copyOf(RareLane.of(store, run));
            known.put(key, rows);
            if (known.size() > KEPT) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return rows;
    }
}
