package dev.tracemap.store;

import dev.tracemap.metrics.ClusterMetrics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A run's clusters under its broader groups, to be looked at from any height.
public record ClusterTree(List<HierarchyNode> nodes, List<ClusterRecord> clusters) {

    /// What stands at a depth.
    public sealed interface Row {
        ClusterMetrics metrics();

        /// Several clusters.
        record Group(HierarchyNode node) implements Row {
            @Override
            public ClusterMetrics metrics() {
                return node.metrics();
            }
        }

        /// A cluster for itself; noise is one.
        record Lone(ClusterRecord cluster) implements Row {
            @Override
            public ClusterMetrics metrics() {
                return cluster.metrics();
            }
        }
    }

    public ClusterTree {
        nodes = List.copyOf(nodes);
        clusters = List.copyOf(clusters);
    }

    public static ClusterTree of(Store store, String runId) {
        return new ClusterTree(store.hierarchy(runId), store.clusters(runId));
    }

    /// At this depth every cluster stands for itself; 1 where there are no groups.
    public int deepest() {
        return 1 + nodes.stream().mapToInt(HierarchyNode::depth).max().orElse(0);
    }

    public Optional<HierarchyNode> node(String nodeId) {
        return nodes.stream().filter(node -> node.nodeId().equals(nodeId)).findFirst();
    }

    /// All that stands at a depth, each cluster once: groups, then clusters that no group there holds. A group that is
    /// not divided further stands at the depths below too, except at the deepest.
    ///
    /// @param parent only what is below it; absent = everything, with noise
    public List<Row> at(int depth, @Nullable HierarchyNode parent) {
        List<Row> rows = new ArrayList<>();
        Set<Integer> grouped = new HashSet<>();
        if (depth < deepest()) {
            for (HierarchyNode child : children(parent)) {
                grouped.addAll(child.clusters());
                if (child.depth() == depth || children(child).isEmpty()) {
                    rows.add(new Row.Group(child));
                } else {
                    rows.addAll(at(depth, child));
                }
            }
        }
        clusters.stream()
                .filter(cluster -> !grouped.contains(cluster.clusterId()))
                .filter(cluster -> parent == null || parent.clusters().contains(cluster.clusterId()))
                .forEach(cluster -> rows.add(new Row.Lone(cluster)));
        return rows;
    }

    /// What is directly below a group: groups and clusters.
    public List<Row> below(@Nullable HierarchyNode parent) {
        return at(parent == null ? 1 : children(parent).isEmpty() ? deepest() : parent.depth() + 1, parent);
    }

    private List<HierarchyNode> children(@Nullable HierarchyNode parent) {
        String id = parent == null ? null : parent.nodeId();
        return nodes.stream()
                .filter(node -> Objects.equals(node.parentId(), id))
                .toList();
    }
}
