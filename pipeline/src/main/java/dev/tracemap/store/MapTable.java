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
}
