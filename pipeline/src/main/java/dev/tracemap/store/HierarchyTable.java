package dev.tracemap.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.label.Label;
import dev.tracemap.trace.Event;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// The table `hierarchy`, and the same in run events.
final class HierarchyTable {
    static final String NODES = "SELECT * FROM hierarchy WHERE run_id = ? ORDER BY depth, items DESC, node_id";

    /// Where a run event keeps the nodes.
    private static final String PROPERTY = "$ai_cluster_hierarchy";

    private HierarchyTable() {}

    static void save(DuckDBConnection connection, String runId, List<HierarchyNode> nodes) throws SQLException {
        forget(connection, runId);
        try (Rows rows = Rows.into(connection, "hierarchy")) {
            for (HierarchyNode node : nodes) {
                rows.add(row(node).toArray());
            }
        }
    }

    /// In the order of the table.
    static List<@Nullable Object> row(HierarchyNode node) {
        List<@Nullable Object> row = new ArrayList<>(Arrays.asList(
                node.runId(),
                node.nodeId(),
                node.parentId(),
                node.depth(),
                node.title(),
                node.description(),
                node.clusters()));
        row.addAll(RunTable.row(node.metrics()));
        return row;
    }

    static List<HierarchyNode> list(Connection connection, String runId) throws SQLException {
        return Sql.of(NODES, runId).list(connection, HierarchyTable::node);
    }

    static HierarchyNode node(ResultSet row) throws SQLException {
        return new HierarchyNode(
                row.getString("run_id"),
                row.getString("node_id"),
                row.getString("parent_id"),
                row.getInt("depth"),
                row.getString("title"),
                row.getString("description"),
                Sql.integers(row, "clusters"),
                RunTable.metrics(row));
    }

    static void forget(Connection connection, String runId) throws SQLException {
        Sql.of("DELETE FROM hierarchy WHERE run_id = ?", runId).execute(connection);
    }

    /// What a deletion has left: counted anew, and without those whose clusters are all gone.
    static List<HierarchyNode> left(List<HierarchyNode> nodes, ShrunkRun run) {
        List<HierarchyNode> left = new ArrayList<>();
        for (HierarchyNode node : nodes) {
            List<Integer> clusters =
                    node.clusters().stream().filter(id -> run.size(id) > 0).toList();
            if (!clusters.isEmpty()) {
                long size = clusters.stream().mapToLong(run::size).sum();
                left.add(new HierarchyNode(
                        node.runId(),
                        node.nodeId(),
                        node.parentId(),
                        node.depth(),
                        node.title(),
                        node.description(),
                        clusters,
                        node.metrics().shrunk((int) size, run.items())));
            }
        }
        return left;
    }

    /// The same in the properties of a run's event.
    static void shrink(ObjectNode properties, ShrunkRun run) {
        if (properties.get(PROPERTY) instanceof ArrayNode nodes) {
            Iterator<JsonNode> each = nodes.iterator();
            while (each.hasNext()) {
                if (each.next() instanceof ObjectNode node && node.get("clusters") instanceof ArrayNode clusters) {
                    clusters.removeIf(cluster -> run.size(cluster.asInt()) == 0);
                    long size = 0;
                    for (JsonNode cluster : clusters) {
                        size += run.size(cluster.asInt());
                    }
                    node.put("size", size);
                    node.withObjectProperty("metrics").put("items", size).put("share", (double) size / run.items());
                    if (clusters.isEmpty()) {
                        each.remove();
                    }
                }
            }
        }
    }

    /// Plain names in the place of those that tell of deleted items, by node.
    static Map<String, Label> telling(List<HierarchyNode> nodes, Quotes quotes) {
        Map<String, Label> plain = new TreeMap<>();
        for (HierarchyNode node : nodes) {
            if (quotes.tells(node.title()) || quotes.tells(node.description())) {
                plain.put(
                        node.nodeId(),
                        new Label("Group " + node.nodeId(), "- Its name told of items that were deleted"));
            }
        }
        return plain;
    }

    static List<HierarchyNode> renamed(List<HierarchyNode> nodes, Map<String, Label> names) {
        return nodes.stream()
                .map(node -> {
                    Label name = names.get(node.nodeId());
                    return name == null ? node : node.named(name);
                })
                .toList();
    }

    /// The same in a run's event.
    static Event renamed(Event runEvent, Map<String, Label> names) {
        for (JsonNode each : runEvent.properties().path(PROPERTY)) {
            Label name = names.get(each.path("node_id").asText());
            if (name != null && each instanceof ObjectNode node) {
                node.put("title", name.title()).put("description", name.description());
            }
        }
        return runEvent;
    }
}
