package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/// For tests that need many runs and not their clusters.
public final class QuickInputs {
    private QuickInputs() {}

    public static ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("clustering_method", "kmeans")
                .put("visualization_method", "pca")
                .put("dimensionality_reduction_method", "pca");
    }
}
