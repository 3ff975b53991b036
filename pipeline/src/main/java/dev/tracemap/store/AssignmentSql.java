package dev.tracemap.store;

import dev.tracemap.metrics.ClusterMetrics;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is asked of the table `assignments` in both engines, with the few words in which they differ.
///
/// @param number the first eight digits of an item id's MD5, as a number
/// @param noLayers an empty list of cluster ids
/// @param micros begin of the function that gives a time as microseconds
/// @param hash how the engine calls MD5
record AssignmentSql(String number, String noLayers, String micros, String hash) {
    static final AssignmentSql DUCK_DB =
            new AssignmentSql("CAST('0x' || substr(md5(a.item_id), 1, 8) AS BIGINT)", "[]", "epoch_us", "md5");
    static final AssignmentSql CLICK_HOUSE = new AssignmentSql(
            "reinterpretAsUInt32(reverse(substring(MD5(a.item_id), 1, 4)))",
            "CAST([] AS Array(Int32))",
            "toUnixTimestamp64Micro",
            "MD5");

    /// An item's latest digest, given team and level.
    private static final String LATEST = "(SELECT item_id, timestamp, title, cost_usd, latency, input_tokens,"
            + " output_tokens, has_error, tool_calls, tool_errors FROM item_digests WHERE team_id = ? AND level = ?"
            + " QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY created_at DESC, summarizer) = 1)";
    /// In the middle of a cluster 1, at its edge a half.
    static final String PLACE = "CASE WHEN distance <= radius THEN cluster_id ELSE -1 END AS cluster_id,"
            + " CASE WHEN distance <= radius THEN greatest(0.5, least(1, 1 - distance / radius / 2)) ELSE NULL END"
            + " AS probability, distance, false AS clustered";
    private static final Comparator<ItemRef> IN_TIME =
            Comparator.comparing(ItemRef::timestamp).thenComparing(ItemRef::id);

    Assigned result(Connection connection, Assigning what) throws SQLException {
        Map<Integer, ClusterMetrics> metrics = new LinkedHashMap<>();
        figures(what).each(connection, row -> metrics.put(row.getInt("cluster_id"), RunTable.metrics(row)));
        return Sql.of(
                        "SELECT sum(CASE WHEN NOT clustered AND cluster_id >= 0 THEN 1 ELSE 0 END) AS assigned,"
                                + " sum(CASE WHEN NOT clustered AND cluster_id < 0 THEN 1 ELSE 0 END) AS nowhere"
                                + " FROM assignments WHERE run_id = ?",
                        what.runId())
                .first(connection, row -> new Assigned(row.getLong("assigned"), row.getLong("nowhere"), metrics))
                .orElseThrow();
    }

    /// As [ClusterMetrics] defines them. Rounded, since engines add up in any order.
    private static Sql figures(Assigning what) {
        return Sql.of(
                        "SELECT cluster_id, count(*) AS items,"
                                + " count(*) * 1.0 / (SELECT count(*) FROM assignments WHERE run_id = ?) AS share,"
                                + " round(avg(cost_usd), 9) AS average_cost_usd, round(sum(cost_usd), 9) AS total_cost_usd,"
                                + " count(*) - count(cost_usd) AS missing_cost, round(avg(latency), 9) AS average_latency,"
                                + " min(CASE WHEN place * 100 >= timed * 95 THEN latency ELSE NULL END) AS p95_latency,"
                                + " round(avg(input_tokens), 9) AS average_input_tokens,"
                                + " round(avg(output_tokens), 9) AS average_output_tokens,"
                                + " sum(CASE WHEN has_error THEN 1 ELSE 0 END) * 1.0 / count(*) AS error_rate,"
                                + " sum(tool_errors) * 1.0 / nullif(sum(tool_calls), 0) AS tool_error_rate FROM (",
                        what.runId())
                .add("SELECT a.cluster_id AS cluster_id, d.cost_usd AS cost_usd, d.latency AS latency,"
                        + " d.input_tokens AS input_tokens, d.output_tokens AS output_tokens,"
                        + " d.has_error AS has_error, d.tool_calls AS tool_calls, d.tool_errors AS tool_errors,"
                        + " row_number() OVER (PARTITION BY a.cluster_id ORDER BY d.latency NULLS LAST) AS place,"
                        + " count(d.latency) OVER (PARTITION BY a.cluster_id) AS timed FROM assignments AS a LEFT JOIN")
                .add(latest(what.window().teamId(), what.window().level().wire()))
                .add(
                        "AS d ON d.item_id = a.item_id WHERE a.run_id = ?) AS placed GROUP BY cluster_id"
                                + " ORDER BY cluster_id < 0, cluster_id",
                        what.runId());
    }

    List<ItemRef> unassigned(Connection connection, Assigning what, int limit) throws SQLException {
        return Sql.of("SELECT a.item_id AS id, e.trace_ids AS trace_ids, " + micros
                        + "(d.timestamp) AS began, e.revision AS revision FROM assignments AS a JOIN")
                .add(latest(what.window().teamId(), what.window().level().wire()))
                .add(
                        "AS d ON d.item_id = a.item_id JOIN item_embeddings AS e ON e.item_id = a.item_id"
                                + " WHERE a.run_id = ? AND NOT a.clustered AND a.cluster_id < 0 AND e.team_id = ?"
                                + " AND e.level = ? AND e.document_type = ? AND e.rendering = ? AND e.model = ?",
                        what.runId(),
                        what.window().teamId(),
                        what.window().level().wire(),
                        what.documentType(),
                        what.rendering(),
                        what.model())
                .add(
                        "ORDER BY " + hash + "(concat(?, ':', a.item_id)), a.item_id LIMIT ?",
                        Long.toString(what.window().seed()),
                        (long) limit)
                .list(connection, row -> ItemTable.ref(what.window().level(), row))
                .stream()
                .sorted(IN_TIME)
                .toList();
    }

    /// Makes memberships of what was assigned, each at the place of a clustered item of the same cluster.
    Sql settled(RunRecord run, @Nullable Long version) {
        String id = run.runId();
        return Sql.of(
                        "INSERT INTO memberships (" + (version == null ? "" : "row_version, ")
                                + "run_id, item_id, trace_id, cluster_id, probability, distance_to_centroid, x, y, title,"
                                + " timestamp, layers, assigned) SELECT "
                                + (version == null ? "" : "toInt64(" + version + "), ")
                                + "p.run_id, p.item_id, p.trace_id, p.cluster_id, p.probability,"
                                + " CASE WHEN p.cluster_id >= 0 THEN p.distance ELSE NULL END,"
                                + " CASE WHEN p.size > 0 THEN m.x ELSE coalesce((SELECT avg(x) FROM memberships WHERE run_id = ?), 0) END,"
                                + " CASE WHEN p.size > 0 THEN m.y ELSE coalesce((SELECT avg(y) FROM memberships WHERE run_id = ?), 0) END,"
                                + " d.title, d.timestamp, " + noLayers + ", true FROM (",
                        id,
                        id)
                .add(
                        "SELECT a.run_id AS run_id, a.item_id AS item_id, a.trace_id AS trace_id,"
                                + " a.cluster_id AS cluster_id, a.probability AS probability, a.distance AS distance,"
                                + " coalesce(s.size, 0) AS size, CAST(" + number
                                + " % greatest(coalesce(s.size, 1), 1) AS BIGINT) AS place FROM assignments AS a LEFT JOIN"
                                + " (SELECT cluster_id, count(*) AS size FROM memberships WHERE run_id = ?"
                                + " GROUP BY cluster_id) AS s ON s.cluster_id = a.cluster_id"
                                + " WHERE a.run_id = ? AND NOT a.clustered) AS p LEFT JOIN",
                        id,
                        id)
                .add(
                        "(SELECT cluster_id, x, y, CAST(row_number() OVER (PARTITION BY cluster_id ORDER BY item_id) - 1"
                                + " AS BIGINT) AS place FROM memberships WHERE run_id = ?) AS m"
                                + " ON m.cluster_id = p.cluster_id AND m.place = p.place JOIN",
                        id)
                .add(latest(run.teamId(), run.level().wire()))
                .add("AS d ON d.item_id = p.item_id");
    }

    private static Sql latest(long team, String level) {
        return Sql.of(LATEST, team, level);
    }
}
