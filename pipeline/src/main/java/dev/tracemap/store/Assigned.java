package dev.tracemap.store;

import dev.tracemap.metrics.ClusterMetrics;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What came of carrying a run's clusters over to the rest of its window.
///
/// @param assigned how many items were given a cluster, beside those that were clustered
/// @param nowhere how many fit none
/// @param metrics of all items by cluster, noise under -1: clustered and assigned ones alike
public record Assigned(long assigned, long nowhere, Map<Integer, ClusterMetrics> metrics) {
    public Assigned {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }
}
