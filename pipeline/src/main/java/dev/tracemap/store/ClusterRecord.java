package dev.tracemap.store;

import dev.tracemap.metrics.ClusterMetrics;
import java.util.List;
import java.util.Map;

/// A cluster of a complete run. Noise is cluster -1.
///
/// @param exemplars item ids, best first
/// @param topSequences frequent tool-call sequences (joined by ` > `) with their counts, most frequent first
public record ClusterRecord(
        String runId,
        int clusterId,
        int size,
        String title,
        String description,
        float[] centroid,
        double x,
        double y,
        double persistence,
        List<String> exemplars,
        Map<String, Integer> topSequences,
        ClusterMetrics metrics) {

    /// The same cluster with the figures of more items.
    public ClusterRecord with(ClusterMetrics figures) {
        return new ClusterRecord(
                runId,
                clusterId,
                figures.items(),
                title,
                description,
                centroid,
                x,
                y,
                persistence,
                exemplars,
                topSequences,
                figures);
    }
}
