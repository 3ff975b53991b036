package dev.tracemap.store;

import dev.tracemap.trace.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.duckdb.DuckDBConnection;

/// Brings complete runs in line with the memberships that a deletion has left them. A run without any goes.
final class RunShrinking {
    private RunShrinking() {}

    /// @return how many runs went
    static long shrink(DuckDBConnection connection, List<String> runIds) throws SQLException {
        long gone = 0;
        for (String runId : runIds) {
            List<Membership> left = RunTable.memberships(connection, runId, null, 0, Integer.MAX_VALUE);
            if (left.isEmpty()) {
                forget(connection, runId);
                gone++;
            } else {
                shrink(connection, runId, ShrunkRun.of(left));
            }
        }
        return gone;
    }

    private static void forget(DuckDBConnection connection, String runId) throws SQLException {
        Sql.of(
                        "DELETE FROM events WHERE EXISTS (SELECT 1 FROM runs r WHERE r.run_id = ?"
                                + " AND r.event_uuid = events.uuid AND r.team_id = events.team_id)",
                        runId)
                .execute(connection);
        for (String table : List.of(
                "clusters",
                "cluster_scores",
                "hierarchy",
                "drivers",
                "centroids",
                "labels",
                "taxonomy_edits",
                "runs")) {
            Sql.of("DELETE FROM " + table + " WHERE run_id = ?", runId).execute(connection);
        }
    }

    private static void shrink(DuckDBConnection connection, String runId, ShrunkRun left) throws SQLException {
        // They count items that are gone, and may name who they were about.
        DriverTable.forget(connection, runId);
        for (ClusterRecord cluster : RunTable.clusters(connection, runId)) {
            long size = left.size(cluster.clusterId());
            if (size == 0) {
                forget(connection, runId, cluster.clusterId());
            } else {
                Sql.of(
                                "UPDATE clusters SET size = ?, items = ?, share = ?, exemplars = ? WHERE run_id = ?"
                                        + " AND cluster_id = ?",
                                size,
                                size,
                                left.share(cluster.clusterId()),
                                Json.write(left.exemplars(cluster)),
                                runId,
                                cluster.clusterId())
                        .execute(connection);
            }
        }
        HierarchyTable.save(connection, runId, HierarchyTable.left(HierarchyTable.list(connection, runId), left));
        Sql.of(
                        "UPDATE runs SET items = ?, noise = ?, clusters = ? WHERE run_id = ?",
                        left.items(),
                        left.noise(),
                        left.clusters(),
                        runId)
                .execute(connection);
        for (Event event : RunTable.events(connection, runId)) {
            EventTable.replace(connection, List.of(left.in(event)));
        }
    }

    private static void forget(Connection connection, String runId, int cluster) throws SQLException {
        Sql.of("DELETE FROM clusters WHERE run_id = ? AND cluster_id = ?", runId, cluster)
                .execute(connection);
        Sql.of("DELETE FROM labels WHERE run_id = ? AND cluster_id = ?", runId, cluster)
                .execute(connection);
        Sql.of(
                        "UPDATE memberships SET second_cluster_id = NULL, second_probability = NULL WHERE run_id = ?"
                                + " AND second_cluster_id = ?",
                        runId,
                        cluster)
                .execute(connection);
    }
}
