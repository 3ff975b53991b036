package dev.tracemap.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// What is wrong in the clusters of a run, put together from memberships, latest digests and events.
final class FindingTable {
    private static final String LATEST = "(SELECT item_id, finding_kinds, concern FROM item_digests"
            + " WHERE team_id = ? AND level = ?"
            + " QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY created_at DESC) = 1)";

    private FindingTable() {}

    static List<Store.FindingCount> findings(Connection connection, RunRecord run) throws SQLException {
        return Sql.of(
                        "SELECT cluster_id, kind, count(*) AS items FROM (SELECT m.cluster_id AS cluster_id,"
                                + " unnest(d.finding_kinds) AS kind FROM memberships m JOIN " + LATEST
                                + " d ON d.item_id = m.item_id WHERE m.run_id = ?)"
                                + " GROUP BY cluster_id, kind ORDER BY cluster_id < 0, cluster_id, items DESC, kind",
                        run.teamId(),
                        run.level().wire(),
                        run.runId())
                .list(connection, FindingTable::count);
    }

    static Store.FindingCount count(ResultSet row) throws SQLException {
        return new Store.FindingCount(row.getInt("cluster_id"), row.getString("kind"), row.getLong("items"));
    }

    static List<ItemFigures> figures(Connection connection, RunRecord run) throws SQLException {
        return Sql.of(
                        "SELECT m.item_id AS item_id, m.trace_id AS trace_id, m.cluster_id AS cluster_id,"
                                + " m.probability AS probability, m.title AS title, d.cost_usd AS cost_usd,"
                                + " d.latency AS latency, d.tokens AS tokens, d.tool_errors AS tool_errors,"
                                + " d.concern AS concern, d.finding_kinds AS finding_kinds FROM memberships m LEFT JOIN"
                                + " (SELECT *, nullif(coalesce(input_tokens, 0) + coalesce(output_tokens, 0), 0) AS tokens"
                                + " FROM item_digests WHERE team_id = ? AND level = ?"
                                + " QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY created_at DESC) = 1) d"
                                + " ON d.item_id = m.item_id WHERE m.run_id = ?"
                                + " ORDER BY m.cluster_id < 0, m.cluster_id, m.rank NULLS LAST, m.item_id",
                        run.teamId(),
                        run.level().wire(),
                        run.runId())
                .list(connection, FindingTable::figures);
    }

    static ItemFigures figures(ResultSet row) throws SQLException {
        return new ItemFigures(
                row.getString("item_id"),
                row.getString("trace_id"),
                row.getInt("cluster_id"),
                Sql.nullableDouble(row, "probability"),
                row.getString("title"),
                Sql.nullableDouble(row, "cost_usd"),
                Sql.nullableDouble(row, "latency"),
                Sql.nullableLong(row, "tokens"),
                row.getInt("tool_errors"),
                Sql.nullableInt(row, "concern"),
                Sql.texts(row, "finding_kinds"));
    }

    static List<Store.ClusterConcern> concerns(Connection connection, RunRecord run) throws SQLException {
        return Sql.of(
                        "SELECT a.cluster_id AS cluster_id, a.items AS items, a.concern AS concern,"
                                + " coalesce(u.users, 0) AS users FROM (SELECT m.cluster_id AS cluster_id,"
                                + " count(*) AS items, avg(d.concern) AS concern FROM memberships m LEFT JOIN " + LATEST
                                + " d ON d.item_id = m.item_id WHERE m.run_id = ? GROUP BY m.cluster_id) a LEFT JOIN",
                        run.teamId(),
                        run.level().wire(),
                        run.runId())
                .add(
                        "(SELECT m.cluster_id AS cluster_id, count(DISTINCT e.distinct_id) AS users"
                                + " FROM memberships m JOIN events e ON e.trace_id = m.trace_id"
                                + " WHERE m.run_id = ? AND e.team_id = ? AND e.distinct_id <> '' GROUP BY m.cluster_id) u"
                                + " ON u.cluster_id = a.cluster_id ORDER BY a.cluster_id < 0, a.cluster_id",
                        run.runId(),
                        run.teamId())
                .list(connection, FindingTable::concern);
    }

    static Store.ClusterConcern concern(ResultSet row) throws SQLException {
        return new Store.ClusterConcern(
                row.getInt("cluster_id"),
                row.getLong("items"),
                Sql.nullableDouble(row, "concern"),
                row.getLong("users"));
    }
}
