package dev.tracemap.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.trace.Event;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// What a complete run says about the items that a deletion has left it.
///
/// Counts and shares are those of the items that stay. Centroids, ranks and averages stay as the run measured them:
/// they name nobody, and another run can measure anew.
final class ShrunkRun {
    private final Map<Integer, Long> sizes;
    private final Set<String> items;

    private ShrunkRun(Map<Integer, Long> sizes, Set<String> items) {
        this.sizes = sizes;
        this.items = items;
    }

    static ShrunkRun of(List<Membership> left) {
        return new ShrunkRun(
                left.stream().collect(Collectors.groupingBy(Membership::clusterId, Collectors.counting())),
                left.stream().map(Membership::itemId).collect(Collectors.toCollection(HashSet::new)));
    }

    int items() {
        return items.size();
    }

    long noise() {
        return size(-1);
    }

    long clusters() {
        return sizes.keySet().stream().filter(id -> id >= 0).count();
    }

    /// 0 = the cluster is gone.
    long size(int cluster) {
        return sizes.getOrDefault(cluster, 0L);
    }

    double share(int cluster) {
        return (double) size(cluster) / items();
    }

    List<String> exemplars(ClusterRecord cluster) {
        return cluster.exemplars().stream().filter(items::contains).toList();
    }

    /// Changes the run's event.
    Event in(Event event) {
        ObjectNode properties = event.properties();
        properties.put("$ai_total_items_analyzed", items());
        HierarchyTable.shrink(properties, this);
        if (properties.get("$ai_clusters") instanceof ArrayNode clusters) {
            Iterator<JsonNode> each = clusters.iterator();
            while (each.hasNext()) {
                if (each.next() instanceof ObjectNode cluster) {
                    long size = size(cluster.path("cluster_id").asInt());
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
