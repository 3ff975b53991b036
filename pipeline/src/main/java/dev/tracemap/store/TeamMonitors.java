package dev.tracemap.store;

import dev.tracemap.insight.HitDays;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongConsumer;

/// One team's monitors only.
///
/// @param own throws for another team than that one
record TeamMonitors(MonitorBook all, LongConsumer own) implements MonitorBook {
    @Override
    public void save(MonitorRecord monitor) {
        own.accept(monitor.teamId());
        all.save(monitor);
    }

    @Override
    public boolean delete(long teamId, String monitorId) {
        own.accept(teamId);
        return all.delete(teamId, monitorId);
    }

    @Override
    public List<MonitorRecord> list(long teamId) {
        own.accept(teamId);
        return all.list(teamId);
    }

    @Override
    public void saveHits(long teamId, List<MonitorHit> hits) {
        own.accept(teamId);
        all.saveHits(teamId, hits);
    }

    @Override
    public List<Shown> hits(long teamId, String monitorId, int limit) {
        own.accept(teamId);
        return all.hits(teamId, monitorId, limit);
    }

    @Override
    public Map<String, SortedMap<Integer, HitDays.Day>> days(long teamId, Instant now) {
        own.accept(teamId);
        return all.days(teamId, now);
    }
}
