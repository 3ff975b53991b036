package dev.tracemap.store;

import dev.tracemap.insight.HitDays;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The tables `monitors` and `monitor_hits` in ClickHouse. The smallest version counts among hits: the first stays.
final class ClickHouseMonitors implements MonitorBook {
    private static final String MONITOR =
            "row_version, team_id, monitor_id, name, level, run_id, cluster_id, axis, rule,"
                    + " back_test, standing, watched_from, created_at";
    private static final String HIT =
            "row_version, team_id, monitor_id, level, item_id, trace_ids, timestamp, failed, found_at";

    private final ClickHouse database;

    ClickHouseMonitors(ClickHouse database) {
        this.database = database;
    }

    @Override
    public void save(MonitorRecord monitor) {
        database.with(connection -> {
            save(connection, monitor, database.nextVersion(connection));
            return true;
        });
    }

    static void save(Connection connection, MonitorRecord monitor, long version) throws SQLException {
        List<Object> row = List.of(
                version,
                monitor.teamId(),
                monitor.monitorId(),
                monitor.name(),
                monitor.level().wire(),
                monitor.runId(),
                monitor.clusterId(),
                monitor.axis(),
                Json.write(monitor.rule()),
                Json.write(monitor.test()),
                Json.write(monitor.standing()),
                monitor.watchedFrom(),
                monitor.createdAt());
        ClickHouseRows.insert(connection, "monitors", MONITOR, List.of(row));
    }

    @Override
    public boolean delete(long teamId, String monitorId) {
        return database.with(connection -> {
            boolean found = Sql.of("SELECT 1 FROM monitors WHERE team_id = ? AND monitor_id = ?", teamId, monitorId)
                    .first(connection, row -> true)
                    .isPresent();
            for (String table : found ? List.of("monitor_hits", "monitors") : List.<String>of()) {
                Sql.of("DELETE FROM " + table + " WHERE team_id = ? AND monitor_id = ?", teamId, monitorId)
                        .execute(connection);
            }
            return found;
        });
    }

    @Override
    public List<MonitorRecord> list(long teamId) {
        return database.with(connection -> list(connection, teamId));
    }

    static List<MonitorRecord> list(Connection connection, long teamId) throws SQLException {
        return Sql.of(
                        "SELECT * REPLACE (toUnixTimestamp64Micro(watched_from) AS watched_from,"
                                + " toUnixTimestamp64Micro(created_at) AS created_at) FROM monitors WHERE team_id = ?"
                                + " ORDER BY created_at, monitor_id",
                        teamId)
                .list(connection, MonitorTable::monitor);
    }

    @Override
    public void saveHits(long teamId, List<MonitorHit> hits) {
        database.with(connection -> {
            long version = -database.nextVersion(connection);
            List<List<@Nullable Object>> rows = new ArrayList<>();
            for (MonitorHit hit : MonitorTable.byKey(hits).values()) {
                rows.add(ClickHouseDerived.versioned(MonitorTable.row(teamId, hit), version));
            }
            ClickHouseRows.insert(connection, "monitor_hits", HIT, rows);
            return true;
        });
    }

    @Override
    public List<Shown> hits(long teamId, String monitorId, int limit) {
        return database.with(connection -> Sql.of(
                        "SELECT monitor_id, level, item_id, trace_ids, toUnixTimestamp64Micro(h.timestamp) AS timestamp,"
                                + " failed, toUnixTimestamp64Micro(found_at) AS found_at, ifNull(d.title, '') AS title"
                                + " FROM monitor_hits AS h"
                                + MonitorTable.titles("argMax(title, created_at)")
                                + " WHERE team_id = ? AND monitor_id = ?"
                                + " ORDER BY h.timestamp DESC, item_id LIMIT ?",
                        teamId,
                        teamId,
                        monitorId,
                        limit)
                .list(connection, MonitorTable::shown));
    }

    @Override
    public Map<String, SortedMap<Integer, HitDays.Day>> days(long teamId, Instant now) {
        Map<String, SortedMap<Integer, HitDays.Day>> days = new TreeMap<>();
        database.with(connection -> {
            Sql.of(
                            "SELECT monitor_id, intDiv(toInt64(?) - toUnixTimestamp64Micro(timestamp), 86400000000) AS ago,"
                                    + " count() AS items, countIf(failed) AS failing FROM monitor_hits WHERE team_id = ?"
                                    + " AND timestamp <= fromUnixTimestamp64Micro(toInt64(?), 'UTC')"
                                    + " GROUP BY monitor_id, ago",
                            Sql.micros(now),
                            teamId,
                            Sql.micros(now))
                    .each(connection, row -> MonitorTable.put(days, row));
            return true;
        });
        return days;
    }
}
