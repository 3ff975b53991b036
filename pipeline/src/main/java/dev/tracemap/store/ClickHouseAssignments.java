package dev.tracemap.store;

import dev.tracemap.cluster.Centroids;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The tables `centroids` and `assignments` in ClickHouse.
final class ClickHouseAssignments {
    private static final String CENTROID = "row_version, run_id, cluster_id, radius, vector";
    private static final String PLACED =
            "row_version, run_id, item_id, trace_id, cluster_id, probability, distance, clustered";

    private ClickHouseAssignments() {}

    static Assigned assign(
            Connection connection, Assigning what, Centroids centroids, Map<String, Integer> clustered, long version)
            throws SQLException {
        ClickHouseItems.FILTERS.check(connection, what.window().filters());
        ClickHouseRuns.forget(connection, "centroids", "run_id", what.runId());
        ClickHouseRuns.forget(connection, "assignments", "run_id", what.runId());
        List<List<@Nullable Object>> middles = new ArrayList<>();
        for (int cluster = 0; cluster < centroids.clusters(); cluster++) {
            middles.add(Arrays.asList(
                    version, what.runId(), cluster, centroids.radii()[cluster], centroids.direction(cluster)));
        }
        ClickHouseRows.insert(connection, "centroids", CENTROID, middles);
        List<List<@Nullable Object>> known = new ArrayList<>();
        clustered.forEach((item, cluster) ->
                known.add(Arrays.asList(version, what.runId(), item, "", cluster, null, null, true)));
        ClickHouseRows.insert(connection, "assignments", PLACED, known);
        rest(what, centroids.directions().columns(), version).execute(connection);
        return AssignmentSql.CLICK_HOUSE.result(connection, what);
    }

    /// One statement, from the events to the places. The centroids are one constant, so that they are not repeated
    /// for each item; small blocks keep the distances of one in memory.
    private static Sql rest(Assigning what, int dimensions, long version) {
        return Sql.of(
                        "INSERT INTO assignments (" + PLACED + ") SELECT toInt64(" + version
                                + "), ?, item_id, trace_id, " + AssignmentSql.PLACE + " FROM ("
                                + "WITH (SELECT groupArray((cluster_id, radius, vector)) FROM (SELECT cluster_id, radius, vector"
                                + " FROM centroids WHERE run_id = ? ORDER BY cluster_id)) AS middles"
                                + " SELECT item_id, trace_id, arrayMap(m -> ifNotFinite(cosineDistance(numbers, m.3), 2),"
                                + " middles) AS distances, arrayMin(distances) AS distance,"
                                + " middles[indexOf(distances, distance)].1 AS cluster_id,"
                                + " middles[indexOf(distances, distance)].2 AS radius FROM ("
                                + "SELECT i.id AS item_id, i.trace_ids[1] AS trace_id, v.vector AS numbers FROM (",
                        what.runId(),
                        what.runId())
                .add(ClickHouseItems.groups(what.window()))
                .add(
                        ") AS i JOIN item_embeddings AS e ON e.item_id = i.id AND e.revision = i.revision"
                                + " JOIN vectors AS v ON v.model = e.model AND v.text_hash = e.text_hash"
                                + " WHERE e.team_id = ? AND e.level = ? AND e.document_type = ? AND e.rendering = ?"
                                + " AND e.model = ? AND v.dimensions = ?"
                                + " AND i.id NOT IN (SELECT item_id FROM assignments WHERE run_id = ?)))"
                                + " SETTINGS max_block_size = 1024",
                        what.window().teamId(),
                        what.window().level().wire(),
                        what.documentType(),
                        what.rendering(),
                        what.model(),
                        dimensions,
                        what.runId());
    }

    static List<ItemRef> unassigned(Connection connection, Assigning what, int limit) throws SQLException {
        return AssignmentSql.CLICK_HOUSE.unassigned(connection, what, limit);
    }

    /// Before the run's own row, which makes it count.
    static void settle(Connection connection, RunRecord run, long version) throws SQLException {
        AssignmentSql.CLICK_HOUSE.settled(run, version).execute(connection);
    }
}
