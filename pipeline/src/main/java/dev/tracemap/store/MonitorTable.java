package dev.tracemap.store;

import dev.tracemap.insight.BackTest;
import dev.tracemap.insight.HitDays;
import dev.tracemap.insight.MonitorRule;
import dev.tracemap.trace.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// The tables `monitors` and `monitor_hits`.
final class MonitorTable implements MonitorBook {
    private final DuckDb database;

    MonitorTable(DuckDb database) {
        this.database = database;
    }

    @Override
    public void save(MonitorRecord monitor) {
        database.write(connection -> {
            save(connection, monitor);
            return true;
        });
    }

    static void save(Connection connection, MonitorRecord monitor) throws SQLException {
        Sql.of(
                        "INSERT OR REPLACE INTO monitors VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, make_timestamp(?),"
                                + " make_timestamp(?))",
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
                        Sql.micros(monitor.watchedFrom()),
                        Sql.micros(monitor.createdAt()))
                .execute(connection);
    }

    @Override
    public boolean delete(long teamId, String monitorId) {
        return database.write(connection -> {
            Sql.of("DELETE FROM monitor_hits WHERE team_id = ? AND monitor_id = ?", teamId, monitorId)
                    .execute(connection);
            return Sql.of(
                            "DELETE FROM monitors WHERE team_id = ? AND monitor_id = ? RETURNING monitor_id",
                            teamId,
                            monitorId)
                    .first(connection, row -> true)
                    .isPresent();
        });
    }

    @Override
    public List<MonitorRecord> list(long teamId) {
        return database.read(connection -> list(connection, teamId));
    }

    static List<MonitorRecord> list(Connection connection, long teamId) throws SQLException {
        return Sql.of(
                        "SELECT * REPLACE (epoch_us(watched_from) AS watched_from, epoch_us(created_at) AS created_at)"
                                + " FROM monitors WHERE team_id = ? ORDER BY created_at, monitor_id",
                        teamId)
                .list(connection, MonitorTable::monitor);
    }

    static MonitorRecord monitor(ResultSet row) throws SQLException {
        return new MonitorRecord(
                row.getLong("team_id"),
                row.getString("monitor_id"),
                row.getString("name"),
                Level.fromWire(row.getString("level")),
                row.getString("run_id"),
                row.getInt("cluster_id"),
                row.getString("axis"),
                Json.read(row.getString("rule"), MonitorRule.class),
                Json.read(row.getString("back_test"), BackTest.class),
                Json.read(row.getString("standing"), MonitorRecord.Standing.class),
                Sql.instant(row.getLong("watched_from")),
                Sql.instant(row.getLong("created_at")));
    }

    /// The table has no key: with one, each of many rows costs a look-up of its own.
    @Override
    public void saveHits(long teamId, List<MonitorHit> hits) {
        Map<List<String>, MonitorHit> fresh = byKey(hits);
        Collection<String> items =
                new TreeSet<>(hits.stream().map(MonitorHit::itemId).toList());
        database.write(connection -> {
            Sql.of(
                            "SELECT monitor_id, item_id FROM monitor_hits WHERE team_id = ?"
                                    + " AND item_id IN (SELECT unnest(?))",
                            teamId,
                            items)
                    .each(connection, row -> fresh.remove(List.of(row.getString(1), row.getString(2))));
            try (Rows rows = Rows.into(connection, "monitor_hits")) {
                for (MonitorHit hit : fresh.values()) {
                    rows.add(row(teamId, hit).toArray());
                }
            }
            return true;
        });
    }

    static Map<List<String>, MonitorHit> byKey(List<MonitorHit> hits) {
        Map<List<String>, MonitorHit> byKey = new LinkedHashMap<>();
        hits.forEach(hit -> byKey.putIfAbsent(List.of(hit.monitorId(), hit.itemId()), hit));
        return byKey;
    }

    static List<Object> row(long teamId, MonitorHit hit) {
        return List.of(
                teamId,
                hit.monitorId(),
                hit.level().wire(),
                hit.itemId(),
                hit.traceIds(),
                hit.timestamp(),
                hit.failed(),
                hit.foundAt());
    }

    @Override
    public List<Shown> hits(long teamId, String monitorId, int limit) {
        return database.read(connection -> Sql.of(
                        "SELECT h.* REPLACE (epoch_us(h.timestamp) AS timestamp, epoch_us(found_at) AS found_at),"
                                + " coalesce(d.title, '') AS title FROM monitor_hits h"
                                + titles("max_by(title, created_at)")
                                + " WHERE team_id = ? AND monitor_id = ?"
                                + " ORDER BY h.timestamp DESC, item_id LIMIT ?",
                        teamId,
                        teamId,
                        monitorId,
                        limit)
                .list(connection, MonitorTable::shown));
    }

    /// What items are called by whoever summarised them last.
    static String titles(String latest) {
        return " LEFT JOIN (SELECT level, item_id, " + latest
                + " AS title FROM item_digests WHERE team_id = ? GROUP BY level, item_id) d USING (level, item_id)";
    }

    static Shown shown(ResultSet row) throws SQLException {
        return new Shown(
                new MonitorHit(
                        row.getString("monitor_id"),
                        Level.fromWire(row.getString("level")),
                        row.getString("item_id"),
                        Sql.texts(row, "trace_ids"),
                        Sql.instant(row.getLong("timestamp")),
                        row.getBoolean("failed"),
                        Sql.instant(row.getLong("found_at"))),
                row.getString("title"));
    }

    @Override
    public Map<String, SortedMap<Integer, HitDays.Day>> days(long teamId, Instant now) {
        Map<String, SortedMap<Integer, HitDays.Day>> days = new TreeMap<>();
        database.read(connection -> {
            Sql.of(
                            "SELECT monitor_id, (? - epoch_us(timestamp)) // 86400000000 AS ago, count(*) AS items,"
                                    + " count(*) FILTER (failed) AS failing FROM monitor_hits WHERE team_id = ?"
                                    + " AND timestamp <= make_timestamp(?) GROUP BY monitor_id, ago",
                            Sql.micros(now),
                            teamId,
                            Sql.micros(now))
                    .each(connection, row -> put(days, row));
            return true;
        });
        return days;
    }

    static void put(Map<String, SortedMap<Integer, HitDays.Day>> days, ResultSet row) throws SQLException {
        days.computeIfAbsent(row.getString("monitor_id"), _ -> new TreeMap<>())
                .put(row.getInt("ago"), new HitDays.Day(row.getLong("items"), row.getLong("failing")));
    }
}
