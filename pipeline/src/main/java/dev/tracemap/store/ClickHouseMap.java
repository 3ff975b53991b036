package dev.tracemap.store;

import dev.tracemap.trace.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// What the map shows of a run, put together in ClickHouse.
final class ClickHouseMap {
    private ClickHouseMap() {}

    static List<Store.MapPoint> points(Connection connection, RunRecord run) throws SQLException {
        boolean generations = run.level() == Level.GENERATION;
        return Sql.of(
                        "SELECT m.x AS x, m.y AS y, m.cluster_id AS cluster_id, toUnixTimestamp64Micro(m.timestamp) AS at,"
                                + " d.figures.1 AS cost_usd, d.figures.2 AS latency, d.figures.3 AS has_error,"
                                + " g.model AS model FROM memberships AS m LEFT JOIN"
                                + " (SELECT item_id, argMax((cost_usd, latency, has_error), created_at) AS figures"
                                + " FROM item_digests WHERE team_id = ? AND level = ? GROUP BY item_id) AS d"
                                + " ON d.item_id = m.item_id LEFT JOIN",
                        run.teamId(),
                        run.level().wire())
                .add(
                        "(SELECT assumeNotNull(" + (generations ? "coalesce(span_id, uuid)" : "trace_id") + ") AS id,"
                                + " argMin(model, (timestamp, uuid)) AS model FROM events"
                                + " WHERE team_id = ? AND event = '$ai_generation' AND model IS NOT NULL AND trace_id IN"
                                + " (SELECT trace_id FROM memberships WHERE run_id = ?) GROUP BY id) AS g"
                                + " ON g.id = " + (generations ? "m.item_id" : "m.trace_id"),
                        run.teamId(),
                        run.runId())
                .add("WHERE m.run_id = ? ORDER BY m.cluster_id, m.rank NULLS LAST, m.item_id", run.runId())
                .list(connection, MapTable::point);
    }

    static List<Store.Driver> drivers(Connection connection, RunRecord run, int clusterId, int limit)
            throws SQLException {
        return Sql.of(
                        "WITH members AS (SELECT trace_id, max(cluster_id = ?) AS inside FROM memberships"
                                + " WHERE run_id = ? GROUP BY trace_id), facts AS (",
                        clusterId,
                        run.runId())
                .add(fact(run.teamId(), "model", "toString(model)", "event = '$ai_generation'"))
                .add("UNION DISTINCT")
                .add(fact(run.teamId(), "step", "span_name", "event = '$ai_span'"))
                .add("UNION DISTINCT")
                .add(fact(
                        run.teamId(),
                        "version",
                        "coalesce(JSONExtract(properties, '$ai_version', 'Nullable(String)'),"
                                + " JSONExtract(properties, '$app_version', 'Nullable(String)'),"
                                + " JSONExtract(properties, 'version', 'Nullable(String)'))",
                        "true"))
                .add("UNION DISTINCT")
                .add(fact(run.teamId(), "user", "nullIf(distinct_id, '')", "true"))
                .add("), counted AS (SELECT kind, value, countIf(inside) AS here, count() AS everywhere,")
                .add("(SELECT countIf(inside) FROM members) AS inner_total, (SELECT count() FROM members) AS total")
                .add("FROM facts GROUP BY kind, value)")
                .add("SELECT kind, value, here, here / inner_total AS share, everywhere / total AS usual")
                .add("FROM counted WHERE here >= 2 AND here / inner_total > 1.2 * everywhere / total")
                .add("ORDER BY here / inner_total - everywhere / total DESC, kind, value LIMIT ?", (long) limit)
                .list(connection, MapTable::driver);
    }

    private static Sql fact(long teamId, String kind, String value, String where) {
        return Sql.of(
                "SELECT '" + kind + "' AS kind, assumeNotNull(e.value) AS value, m.trace_id AS trace_id,"
                        + " m.inside AS inside FROM members AS m JOIN (SELECT trace_id, " + value
                        + " AS value FROM events WHERE team_id = ? AND " + where
                        + ") AS e ON e.trace_id = m.trace_id WHERE e.value IS NOT NULL",
                teamId);
    }
}
