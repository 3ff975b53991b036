package dev.tracemap.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// What is wrong in the clusters of a run, put together in ClickHouse.
final class ClickHouseFindings {
    private static final String LATEST = "(SELECT item_id, argMax((finding_kinds, concern), created_at) AS known"
            + " FROM item_digests WHERE team_id = ? AND level = ? GROUP BY item_id)";

    private ClickHouseFindings() {}

    static List<Store.FindingCount> findings(Connection connection, RunRecord run) throws SQLException {
        return Sql.of(
                        "SELECT m.cluster_id AS cluster_id, arrayJoin(d.known.1) AS kind, count() AS items"
                                + " FROM memberships AS m JOIN " + LATEST + " AS d ON d.item_id = m.item_id"
                                + " WHERE m.run_id = ? GROUP BY cluster_id, kind"
                                + " ORDER BY cluster_id < 0, cluster_id, items DESC, kind",
                        run.teamId(),
                        run.level().wire(),
                        run.runId())
                .list(connection, FindingTable::count);
    }

    static List<ItemFigures> figures(Connection connection, RunRecord run) throws SQLException {
        return Sql.of(
                        "SELECT m.item_id AS item_id, m.trace_id AS trace_id, m.cluster_id AS cluster_id,"
                                + " m.probability AS probability, m.title AS title, d.known.1 AS cost_usd,"
                                + " d.known.2 AS latency, d.known.3 AS tokens, d.known.4 AS tool_errors,"
                                + " d.known.5 AS concern, d.known.6 AS finding_kinds FROM memberships AS m LEFT JOIN"
                                + " (SELECT item_id, argMax((cost_usd, latency,"
                                + " nullIf(coalesce(input_tokens, 0) + coalesce(output_tokens, 0), 0), tool_errors, concern,"
                                + " finding_kinds), created_at) AS known FROM item_digests WHERE team_id = ? AND level = ?"
                                + " GROUP BY item_id) AS d ON d.item_id = m.item_id WHERE m.run_id = ?"
                                + " ORDER BY m.cluster_id < 0, m.cluster_id, m.rank NULLS LAST, m.item_id",
                        run.teamId(),
                        run.level().wire(),
                        run.runId())
                .list(connection, FindingTable::figures);
    }

    static List<Store.ClusterConcern> concerns(Connection connection, RunRecord run) throws SQLException {
        return Sql.of(
                        "SELECT a.cluster_id AS cluster_id, a.items AS items, a.concern AS concern, u.users AS users"
                                + " FROM (SELECT m.cluster_id AS cluster_id, count() AS items, avg(d.known.2) AS concern"
                                + " FROM memberships AS m LEFT JOIN " + LATEST
                                + " AS d ON d.item_id = m.item_id WHERE m.run_id = ? GROUP BY cluster_id) AS a LEFT JOIN",
                        run.teamId(),
                        run.level().wire(),
                        run.runId())
                .add(
                        "(SELECT m.cluster_id AS cluster_id, uniqExact(e.distinct_id) AS users FROM memberships AS m"
                                + " JOIN (SELECT assumeNotNull(trace_id) AS trace_id, distinct_id FROM events"
                                + " WHERE team_id = ? AND trace_id IN (SELECT trace_id FROM memberships WHERE run_id = ?)"
                                + " AND distinct_id <> '') AS e ON e.trace_id = m.trace_id"
                                + " WHERE m.run_id = ? GROUP BY cluster_id) AS u"
                                + " ON u.cluster_id = a.cluster_id ORDER BY cluster_id < 0, cluster_id",
                        run.teamId(),
                        run.runId(),
                        run.runId())
                .list(connection, FindingTable::concern);
    }
}
