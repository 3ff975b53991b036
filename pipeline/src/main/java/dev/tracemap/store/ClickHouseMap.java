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
}
