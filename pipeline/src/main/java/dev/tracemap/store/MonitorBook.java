package dev.tracemap.store;

import dev.tracemap.insight.HitDays;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/// Monitors and what they found.
public interface MonitorBook {

    /// Inserts a monitor, or replaces the one of its id.
    void save(MonitorRecord monitor);

    /// Forgets it with its hits.
    ///
    /// @return false when there was none
    boolean delete(long teamId, String monitorId);

    /// Oldest first.
    List<MonitorRecord> list(long teamId);

    /// Keeps hits; one that is kept for its monitor and item stays as it is.
    void saveHits(long teamId, List<MonitorHit> hits);

    /// Newest items first, then by item id.
    List<Shown> hits(long teamId, String monitorId, int limit);

    /// @param title of the item's summary; empty where there is none
    record Shown(MonitorHit hit, String title) {}

    /// Hits by monitor and how many days of 24 hours ago their items began, 0 = the last 24 hours.
    Map<String, SortedMap<Integer, HitDays.Day>> days(long teamId, Instant now);
}
