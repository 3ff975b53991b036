package dev.tracemap.store;

import dev.tracemap.trace.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// What the map shows of a run, put together from memberships, digests and events.
final class MapTable {
    private MapTable() {}

    static List<Store.MapPoint> points(Connection connection, RunRecord run) throws SQLException {
        boolean generations = run.level() == Level.GENERATION;
        return Sql.of(
                        "SELECT m.x AS x, m.y AS y, m.cluster_id AS cluster_id, epoch_us(m.timestamp) AS at,"
                                + " d.cost_usd AS cost_usd, d.latency AS latency, d.has_error AS has_error,"
                                + " g.model AS model FROM memberships m LEFT JOIN"
                                + " (SELECT item_id, cost_usd, latency, has_error FROM item_digests"
                                + " WHERE team_id = ? AND level = ?"
                                + " QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY created_at DESC) = 1) d"
                                + " ON d.item_id = m.item_id LEFT JOIN",
                        run.teamId(),
                        run.level().wire())
                .add(
                        "(SELECT " + (generations ? "coalesce(span_id, uuid)" : "trace_id") + " AS id,"
                                + " arg_min(model, (timestamp, uuid)) AS model FROM events"
                                + " WHERE team_id = ? AND event = '$ai_generation' AND model IS NOT NULL AND trace_id IN"
                                + " (SELECT trace_id FROM memberships WHERE run_id = ?) GROUP BY ALL) g"
                                + " ON g.id = " + (generations ? "m.item_id" : "m.trace_id"),
                        run.teamId(),
                        run.runId())
                .add("WHERE m.run_id = ? ORDER BY m.cluster_id, m.rank NULLS LAST, m.item_id", run.runId())
                .list(connection, MapTable::point);
    }

    static Store.MapPoint point(ResultSet row) throws SQLException {
        return new Store.MapPoint(
                row.getDouble("x"),
                row.getDouble("y"),
                row.getInt("cluster_id"),
                Sql.instant(row.getLong("at")),
                Sql.nullableDouble(row, "cost_usd"),
                Sql.nullableDouble(row, "latency"),
                row.getBoolean("has_error"),
                row.getString("model"));
    }

    static List<Store.Driver> drivers(Connection connection, RunRecord run, int clusterId, int limit)
            throws SQLException {
        return Sql.of(
                        "WITH members AS (SELECT trace_id, bool_or(cluster_id = ?) AS inside FROM memberships"
                                + " WHERE run_id = ? GROUP BY trace_id), facts AS (",
                        clusterId,
                        run.runId())
                .add(fact(run.teamId(), "model", "model", "event = '$ai_generation'"))
                .add("UNION")
                .add(fact(run.teamId(), "step", "span_name", "event = '$ai_span'"))
                .add("UNION")
                .add(fact(
                        run.teamId(),
                        "version",
                        "coalesce(json_extract_string(properties, '$.\"$ai_version\"'),"
                                + " json_extract_string(properties, '$.\"$app_version\"'),"
                                + " json_extract_string(properties, '$.version'))",
                        "true"))
                .add("UNION")
                .add(fact(run.teamId(), "user", "nullif(distinct_id, '')", "true"))
                .add("), totals AS (SELECT count(*) FILTER (inside) AS inner_total, count(*) AS total FROM members),")
                .add("counted AS (SELECT kind, value, count(*) FILTER (inside) AS here, count(*) AS everywhere")
                .add("FROM facts GROUP BY kind, value)")
                .add("SELECT kind, value, here, here / inner_total AS share, everywhere / total AS usual")
                .add("FROM counted, totals WHERE here >= 2 AND here / inner_total > 1.2 * everywhere / total")
                .add("ORDER BY here / inner_total - everywhere / total DESC, kind, value LIMIT ?", (long) limit)
                .list(connection, MapTable::driver);
    }

    private static Sql fact(long teamId, String kind, String value, String where) {
        return Sql.of(
                "SELECT '" + kind + "' AS kind, e.value, m.trace_id, m.inside FROM members m JOIN (SELECT trace_id, "
                        + value + " AS value FROM events WHERE team_id = ? AND " + where
                        + ") e ON e.trace_id = m.trace_id WHERE e.value IS NOT NULL",
                teamId);
    }

    static Store.Driver driver(ResultSet row) throws SQLException {
        return new Store.Driver(
                row.getString("kind"),
                row.getString("value"),
                row.getLong("here"),
                row.getDouble("share"),
                row.getDouble("usual"));
    }
}
