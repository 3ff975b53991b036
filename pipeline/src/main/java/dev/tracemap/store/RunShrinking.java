package dev.tracemap.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.duckdb.DuckDBConnection;

/// Brings complete runs in line with the memberships that a deletion has left them. A run without any goes.
///
/// Counts and shares are those of the items that stay. Centroids, ranks and averages stay as the run measured them:
/// they name nobody, and another run can measure anew.
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
                shrink(connection, runId, left);
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
        for (String table : List.of("clusters", "cluster_scores", "labels", "runs")) {
            Sql.of("DELETE FROM " + table + " WHERE run_id = ?", runId).execute(connection);
        }
    }

    private static void shrink(DuckDBConnection connection, String runId, List<Membership> left) throws SQLException {
        Map<Integer, Long> sizes =
                left.stream().collect(Collectors.groupingBy(Membership::clusterId, Collectors.counting()));
        Set<String> items = left.stream().map(Membership::itemId).collect(Collectors.toCollection(HashSet::new));
        for (ClusterRecord cluster : RunTable.clusters(connection, runId)) {
            long size = sizes.getOrDefault(cluster.clusterId(), 0L);
            if (size == 0) {
                forget(connection, runId, cluster.clusterId());
            } else {
                List<String> exemplars =
                        cluster.exemplars().stream().filter(items::contains).toList();
                Sql.of(
                                "UPDATE clusters SET size = ?, items = ?, share = ?, exemplars = ? WHERE run_id = ?"
                                        + " AND cluster_id = ?",
                                size,
                                size,
                                (double) size / left.size(),
                                Json.write(exemplars),
                                runId,
                                cluster.clusterId())
                        .execute(connection);
            }
        }
        Sql.of(
                        "UPDATE runs SET items = ?, noise = ?, clusters = ? WHERE run_id = ?",
                        left.size(),
                        sizes.getOrDefault(-1, 0L),
                        sizes.keySet().stream().filter(id -> id >= 0).count(),
                        runId)
                .execute(connection);
        for (Event event : RunTable.events(connection, runId)) {
            EventTable.replace(connection, List.of(shrunk(event, sizes, items)));
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

    private static Event shrunk(Event event, Map<Integer, Long> sizes, Set<String> items) {
        ObjectNode properties = event.properties();
        properties.put("$ai_total_items_analyzed", items.size());
        if (properties.get("$ai_clusters") instanceof ArrayNode clusters) {
            Iterator<JsonNode> each = clusters.iterator();
            while (each.hasNext()) {
                if (each.next() instanceof ObjectNode cluster) {
                    long size = sizes.getOrDefault(cluster.path("cluster_id").asInt(), 0L);
                    if (size == 0) {
                        each.remove();
                        continue;
                    }
                    cluster.put("size", size);
                    if (cluster.get("traces") instanceof ObjectNode traces) {
                        traces.retain(items);
                    }
                }
            }
        }
        return event;
    }
}
