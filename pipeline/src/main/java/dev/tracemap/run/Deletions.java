package dev.tracemap.run;

import dev.tracemap.store.Deleted;
import dev.tracemap.store.Deletion;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.ScheduleMark;
import dev.tracemap.store.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Forgets on request, and once a day what is older than it may become.
public final class Deletions {
    /// Of the mark that tells how far the daily deletion has come.
    static final String NAME = "retention";

    private static final Logger LOG = LoggerFactory.getLogger(Deletions.class);

    private final Store store;
    private final Runs runs;

    public Deletions(Store store, Runs runs) {
        this.store = store;
        this.runs = runs;
    }

    /// @return empty while a run is at work, which would write about what it has read before
    public Optional<Deleted> delete(Deletion what) {
        return runs.active(Status.QUEUED) + runs.active(Status.RUNNING) > 0
                ? Optional.empty()
                : Optional.of(store.delete(what));
    }

    /// The daily turn of a team. It waits while a run is at work.
    void turn(long team, Duration keep, Optional<ScheduleMark> last, Instant now) {
        Instant slot = Schedule.DAILY.slot(now, team);
        if (last.isPresent() && !last.get().slot().isBefore(slot)) {
            return;
        }
        Instant moment = now.minus(keep);
        delete(new Deletion.Before(team, moment)).ifPresent(deleted -> {
            String note = "deleted " + deleted.traces() + " traces that ended before " + moment;
            LOG.info("team {}: {}", team, note);
            store.saveMark(new ScheduleMark(team, NAME, slot, note));
        });
    }
}
