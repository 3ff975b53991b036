package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.metrics.MetricsJson;
import dev.tracemap.server.console.Amounts;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.ClusterTree;
import dev.tracemap.store.ClusterTree.Row;
import dev.tracemap.store.HierarchyNode;
import dev.tracemap.store.RunRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The clusters of a run in broader groups: one depth of them, what is in one group, or the whole tree.
record GroupListing(ClusterTree tree, RunRecord run, Console console, boolean json) {

    /// @param depth 1 = coarsest
    /// @param parent a group's id
    /// @param whole every group with all that is in it
    void print(@Nullable Integer depth, @Nullable String parent, boolean whole) throws CommandFailed {
        if (tree.nodes().isEmpty()) {
            String reason = run.inputs().path("hierarchy").path("none").asText("it was made before there were any");
            throw new CommandFailed("run " + run.runId() + " has no broader groups: " + Table.plain(reason));
        }
        HierarchyNode above = parent == null ? null : group(parent);
        List<Row> rows = depth == null ? tree.below(above) : tree.at(depth(depth, above), above);
        if (json) {
            ObjectNode document = Json.object();
            document.set("run", Json.run(run));
            document.set("rows", rows(rows, whole));
            Json.print(console.out(), document);
        } else {
            Table table = new Table()
                    .text(whole ? "group or cluster" : "group", 10)
                    .text("title", 60)
                    .number("clusters")
                    .number("items")
                    .number("share")
                    .number("avg cost")
                    .number("errors");
            fill(table, rows, whole, "");
            table.print(console.out());
        }
    }

    private HierarchyNode group(String id) throws CommandFailed {
        return tree.node(id)
                .orElseThrow(() -> new CommandFailed(
                        "there is no group '" + Table.plain(id) + "'; ./tracemap clusters --depth 1 lists them"));
    }

    private int depth(int asked, @Nullable HierarchyNode above) throws CommandFailed {
        int least = above == null ? 1 : above.depth() + 1;
        if (asked < least || asked > tree.deepest()) {
            throw new CommandFailed("depth " + asked + " is not there: from " + least + " to " + tree.deepest());
        }
        return asked;
    }

    private ArrayNode rows(List<Row> rows, boolean whole) {
        ArrayNode array = Json.object().putArray("rows");
        for (Row row : rows) {
            switch (row) {
                case Row.Lone lone -> array.add(Json.cluster(lone.cluster(), List.of()));
                case Row.Group group -> {
                    ObjectNode node = json(group.node());
                    if (whole) {
                        node.set("below", rows(tree.below(group.node()), true));
                    }
                    array.add(node);
                }
            }
        }
        return array;
    }

    private static ObjectNode json(HierarchyNode node) {
        ObjectNode json = Json.object().put("node_id", node.nodeId());
        if (node.parentId() != null) {
            json.put("parent_id", node.parentId());
        }
        json.put("depth", node.depth())
                .put("size", node.size())
                .put("title", node.title())
                .put("description", node.description());
        ArrayNode clusters = json.putArray("clusters");
        node.clusters().forEach(clusters::add);
        json.set("metrics", MetricsJson.of(node.metrics()));
        return json;
    }

    private void fill(Table table, List<Row> rows, boolean whole, String indent) {
        for (Row row : rows) {
            switch (row) {
                case Row.Lone lone ->
                    line(
                            table,
                            "c" + lone.cluster().clusterId(),
                            indent + lone.cluster().title(),
                            "",
                            lone.metrics());
                case Row.Group group -> {
                    HierarchyNode node = group.node();
                    int clusters = node.clusters().size();
                    line(table, node.nodeId(), indent + node.title(), String.valueOf(clusters), node.metrics());
                    if (whole) {
                        fill(table, tree.below(node), true, indent + "  ");
                    }
                }
            }
        }
    }

    private static void line(Table table, String id, String title, String clusters, ClusterMetrics metrics) {
        table.row(
                id,
                title,
                clusters,
                Amounts.count(metrics.items()),
                Amounts.percent(metrics.share()),
                Amounts.dollars(metrics.averageCostUsd()),
                Amounts.percent(metrics.errorRate()));
    }
}
