package dev.tracemap.store;

import dev.tracemap.label.Label;
import dev.tracemap.metrics.ClusterMetrics;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A broader group over several clusters of a complete run. Every cluster lies under one node of a depth at most; one
/// that lies under none stands alone there.
///
/// @param nodeId where it stands: `2` is the second at the top, `2.1` the first below it
/// @param parentId absent at the top
/// @param depth 1 = coarsest
/// @param clusters ids of all clusters below it, largest first
/// @param metrics of the items of these clusters
public record HierarchyNode(
        String runId,
        String nodeId,
        @Nullable String parentId,
        int depth,
        String title,
        String description,
        List<Integer> clusters,
        ClusterMetrics metrics) {
    public HierarchyNode {
        clusters = List.copyOf(clusters);
    }

    /// The same under another name.
    HierarchyNode named(Label name) {
        return new HierarchyNode(runId, nodeId, parentId, depth, name.title(), name.description(), clusters, metrics);
    }

    /// The same with other figures.
    public HierarchyNode with(ClusterMetrics figures) {
        return new HierarchyNode(runId, nodeId, parentId, depth, title, description, clusters, figures);
    }

    public int size() {
        return metrics.items();
    }
}
