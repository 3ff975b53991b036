package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.ClusterTree;
import dev.tracemap.store.ClusterTree.Row;
import dev.tracemap.store.HierarchyNode;
import dev.tracemap.store.RunRecord;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A run's clusters in broader groups, from the height that was asked for.
final class GroupRows {
    private GroupRows() {}

    /// How to see fewer rows, where there are more clusters than were shown and the run has groups.
    static String hint(Desk desk, RunRecord run, boolean more) {
        List<HierarchyNode> nodes = more ? desk.store().hierarchy(run.runId()) : List.of();
        long top = nodes.stream().filter(node -> node.depth() == 1).count();
        return top == 0 ? "" : " {\"depth\": 1} gives the overview: " + top + " broader groups.";
    }

    /// @param answer gets the rows as `clusters`: a group has a `node_id`, a cluster that no group holds a `cluster_id`
    static ObjectNode answer(
            ObjectNode answer, Desk desk, RunRecord run, Arguments arguments, String sort, int limit, int from) {
        ClusterTree tree = ClusterTree.of(desk.store(), run.runId());
        if (tree.nodes().isEmpty()) {
            throw new BadArgument("run " + run.runId() + " has no broader groups: leave depth and parent out");
        }
        String asked = arguments.text("parent");
        HierarchyNode parent = asked == null ? null : parent(tree, asked);
        List<Row> sorted = rows(tree, parent, arguments).stream()
                .sorted(Comparator.comparing(GroupRows::isNoise)
                        .thenComparing(Row::metrics, ClusterOrder.fromWord(sort).byFigure()))
                .toList();
        if (parent != null) {
            answer.put("parent", parent.nodeId()).put("parent_title", Answers.title(parent.title()));
        }
        ArrayNode rows = answer.putArray("clusters");
        sorted.stream().skip(from).limit(limit).map(GroupRows::row).forEach(rows::add);
        Answers.page(answer, rows.size(), from + rows.size(), sorted.size(), "pass parent to look into one group");
        sorted.stream()
                .filter(Row.Group.class::isInstance)
                .findFirst()
                .ifPresent(first -> answer.put(
                        "next_step",
                        "get_clusters {\"parent\": \""
                                + ((Row.Group) first).node().nodeId()
                                + "\"} shows what is in the first group; without depth and parent all clusters are"
                                + " listed."));
        return answer.put("note", Untrusted.NOTE);
    }

    private static HierarchyNode parent(ClusterTree tree, String asked) {
        return tree.node(asked)
                .orElseThrow(() -> new BadArgument("there is no group '" + asked + "'; the groups are "
                        + tree.nodes().stream().map(HierarchyNode::nodeId).collect(Collectors.joining(", "))
                        + ". get_clusters {\"depth\": 1} shows their titles."));
    }

    private static List<Row> rows(ClusterTree tree, @Nullable HierarchyNode parent, Arguments arguments) {
        if (!arguments.json().has("depth")) {
            return tree.below(parent);
        }
        int least = parent == null ? 1 : parent.depth() + 1;
        return tree.at(arguments.whole("depth", 1, least, tree.deepest()), parent);
    }

    private static boolean isNoise(Row row) {
        return switch (row) {
            case Row.Group _ -> false;
            case Row.Lone lone -> lone.cluster().clusterId() < 0;
        };
    }

    private static ObjectNode row(Row row) {
        return switch (row) {
            case Row.Lone lone -> Answers.clusterRow(lone.cluster());
            case Row.Group group -> {
                HierarchyNode node = group.node();
                ObjectNode json = Answers.object();
                json.put("node_id", node.nodeId());
                json.put("title", Answers.title(node.title()));
                json.put("clusters", node.clusters().size());
                json.put("items", node.size());
                Answers.figures(json, node.metrics());
                yield json;
            }
        };
    }
}
