package dev.tracemap.store;

import dev.tracemap.insight.HitDays;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongUnaryOperator;

/// One team's monitors only.
///
/// @param own throws for another team than that one
record TeamMonitors(MonitorBook all, LongUnaryOperator own) implements MonitorBook {
    @Override
    public void save(MonitorRecord monitor) {
        own.applyAsLong(monitor.teamId());
        all.save(monitor);
    }

    @Override
    public boolean delete(long teamId, String monitorId) {
        return all.delete(own.applyAsLong(teamId), monitorId);
    }

    @Override
    public List<MonitorRecord> list(long teamId) {
        return all.list(own.applyAsLong(teamId));
    }

    @Override
    public void saveHits(long teamId, List<MonitorHit> hits) {
        all.saveHits(own.applyAsLong(teamId), hits);
    }

    @Override
    public List<Shown> hits(long teamId, String monitorId, int limit) {
        return all.hits(own.applyAsLong(teamId), monitorId, limit);
    }

    @Override
    public Map<String, SortedMap<Integer, HitDays.Day>> days(long teamId, Instant now) {
        return all.days(own.applyAsLong(teamId), now);
    }
}
