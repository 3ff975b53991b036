package dev.tracemap.store;

import dev.tracemap.cluster.Centroids;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;

/// The tables `centroids` and `assignments`: what was not clustered is put beside the nearest centroid, in the
/// engine.
final class AssignmentTable {
    private AssignmentTable() {}

    /// In two steps: the second takes long, and touches nothing that anybody else writes.
    static Assigned assign(DuckDb database, Assigning what, Centroids centroids, Map<String, Integer> clustered) {
        database.write(connection -> {
            prepare(connection, what, centroids, clustered);
            return true;
        });
        return database.read(connection -> {
            rest(what, centroids.directions().columns()).execute(connection);
            return AssignmentSql.DUCK_DB.result(connection, what);
        });
    }

    private static void prepare(
            DuckDBConnection connection, Assigning what, Centroids centroids, Map<String, Integer> clustered)
            throws SQLException {
        ItemTable.FILTERS.check(connection, what.window().filters());
        forget(connection, what.runId());
        NumberedVectors.complete(connection, what.model());
        try (Rows rows = Rows.into(connection, "centroids")) {
            for (int cluster = 0; cluster < centroids.clusters(); cluster++) {
                rows.add(
                        what.runId(),
                        cluster,
                        centroids.radii()[cluster],
                        VectorTable.numbers(centroids.direction(cluster)));
            }
        }
        try (Rows rows = Rows.into(connection, "assignments")) {
            for (Map.Entry<String, Integer> item : clustered.entrySet()) {
                rows.add(what.runId(), item.getKey(), "", item.getValue(), null, null, true);
            }
        }
    }

    /// One statement, from the events to the places. The first of several equally near centroids counts.
    private static Sql rest(Assigning what, int dimensions) {
        String array = "::FLOAT[" + dimensions + "]";
        return Sql.of(
                        "INSERT INTO assignments SELECT ?, item_id, trace_id, " + AssignmentSql.PLACE + " FROM ("
                                + "SELECT item_id, any_value(trace_id) AS trace_id, arg_max(cluster_id, cosine) AS cluster_id,"
                                + " arg_max(radius, cosine) AS radius, 1 - max(cosine) AS distance FROM ("
                                + "SELECT item_id, trace_id, cluster_id, radius, CASE WHEN length > 0 THEN"
                                + " array_inner_product(numbers, vector" + array
                                + ") / length ELSE -1 END AS cosine FROM ("
                                + "SELECT item_id, trace_id, numbers, sqrt(array_inner_product(numbers, numbers)) AS length"
                                + " FROM (SELECT i.id AS item_id, i.trace_ids[1] AS trace_id, v.numbers" + array
                                + " AS numbers FROM (",
                        what.runId())
                .add(ItemTable.groups(what.window()))
                .add(
                        ") i JOIN item_embeddings e ON e.item_id = i.id AND e.revision = i.revision"
                                + " JOIN vectors v ON v.model = e.model AND v.text_hash = e.text_hash"
                                + " WHERE e.team_id = ? AND e.level = ? AND e.document_type = ? AND e.rendering = ?"
                                + " AND e.model = ? AND v.dimensions = ?"
                                + " AND i.id NOT IN (SELECT item_id FROM assignments WHERE run_id = ?)))"
                                + " CROSS JOIN (SELECT * FROM centroids WHERE run_id = ?)) GROUP BY item_id)",
                        what.window().teamId(),
                        what.window().level().wire(),
                        what.documentType(),
                        what.rendering(),
                        what.model(),
                        dimensions,
                        what.runId(),
                        what.runId());
    }

    static List<ItemRef> unassigned(Connection connection, Assigning what, int limit) throws SQLException {
        return AssignmentSql.DUCK_DB.unassigned(connection, what, limit);
    }

    /// Of a run that is complete now.
    static void settle(Connection connection, RunRecord run) throws SQLException {
        AssignmentSql.DUCK_DB.settled(run, null).execute(connection);
        Sql.of("DELETE FROM assignments WHERE run_id = ?", run.runId()).execute(connection);
    }

    static void forget(Connection connection, String runId) throws SQLException {
        Sql.of("DELETE FROM centroids WHERE run_id = ?", runId).execute(connection);
        Sql.of("DELETE FROM assignments WHERE run_id = ?", runId).execute(connection);
    }
}
