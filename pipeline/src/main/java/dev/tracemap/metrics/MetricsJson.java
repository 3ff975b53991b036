package dev.tracemap.metrics;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/// The figures of a cluster under the names that the tools, the page and the run event share.
public final class MetricsJson {
    private MetricsJson() {}

    /// Absent figures are left out. Costs in US dollars, latencies in seconds, rates 0 to 1.
    public static ObjectNode of(ClusterMetrics metrics) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("items", metrics.items());
        json.put("share", rounded(metrics.share(), 4));
        put(json, "avg_cost_usd", metrics.averageCostUsd(), 6);
        put(json, "total_cost_usd", metrics.totalCostUsd(), 6);
        if (metrics.missingCost() > 0) {
            json.put("items_without_cost", metrics.missingCost());
        }
        put(json, "avg_latency_s", metrics.averageLatencySeconds(), 3);
        put(json, "p95_latency_s", metrics.p95LatencySeconds(), 3);
        put(json, "avg_input_tokens", metrics.averageInputTokens(), 1);
        put(json, "avg_output_tokens", metrics.averageOutputTokens(), 1);
        json.put("error_rate", rounded(metrics.errorRate(), 4));
        put(json, "tool_error_rate", metrics.toolErrorRate(), 4);
        return json;
    }

    private static void put(ObjectNode json, String name, @Nullable Double value, int places) {
        if (value != null) {
            json.put(name, rounded(value, places));
        }
    }

    private static double rounded(double value, int places) {
        double scale = Math.pow(10, places);
        return Math.round(value * scale) / scale;
    }
}
