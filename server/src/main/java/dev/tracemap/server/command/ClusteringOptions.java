package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How rows are clustered, as options; the same for `run` and `cluster`.
final class ClusteringOptions {
    @Option(names = "--embedding-normalization", description = "l2 (default) or none.")
    @Nullable
    String normalization;

    @Option(names = "--dimensionality-reduction-method", description = "umap (default), pca or none.")
    @Nullable
    String reduction;

    @Option(
            names = "--dimensionality-reduction-ndims",
            description = "Dimensions to cluster in; default 10 for umap, 50 for pca.")
    @Nullable
    Integer dimensions;

    @Option(names = "--clustering-method", description = "hdbscan (default) or kmeans.")
    @Nullable
    String method;

    @Option(names = "--min-samples", description = "HDBSCAN: neighbours that make a core; default 5.")
    @Nullable
    Integer minSamples;

    @Option(names = "--min-cluster-size", description = "HDBSCAN: smallest cluster; chosen from the data when absent.")
    @Nullable
    Integer minClusterSize;

    @Option(names = "--min-cluster-size-fraction", description = "The same as a share of all items.")
    @Nullable
    BigDecimal minClusterSizeFraction;

    @Option(names = "--min-k", description = "k-means: fewest clusters tried; default 2.")
    @Nullable
    Integer minK;

    @Option(names = "--max-k", description = "k-means: most clusters tried; default 10.")
    @Nullable
    Integer maxK;

    @Option(names = "--visualization-method", description = "umap (default), pca or tsne.")
    @Nullable
    String visualization;

    @Option(names = "--seed", description = "Decides everything that is left to chance; default 42.")
    @Nullable
    Long seed;

    /// What was given, under the names of the contract.
    void addTo(ObjectNode inputs) {
        put(inputs, "embedding_normalization", normalization);
        put(inputs, "dimensionality_reduction_method", reduction);
        put(inputs, "dimensionality_reduction_ndims", dimensions);
        put(inputs, "clustering_method", method);
        put(inputs, "visualization_method", visualization);
        put(inputs, "seed", seed);
        ObjectNode params = Json.object();
        put(params, "min_samples", minSamples);
        put(params, "min_cluster_size", minClusterSize);
        put(params, "min_cluster_size_fraction", minClusterSizeFraction);
        put(params, "min_k", minK);
        put(params, "max_k", maxK);
        if (!params.isEmpty()) {
            inputs.set("clustering_method_params", params);
        }
    }

    private static void put(ObjectNode inputs, String name, @Nullable Object value) {
        if (value != null) {
            inputs.set(name, Json.of(value));
        }
    }

    /// What was given, as on the command line.
    List<String> asArguments() {
        ObjectNode inputs = Json.object();
        addTo(inputs);
        JsonNode nested = inputs.remove("clustering_method_params");
        List<String> arguments = new ArrayList<>();
        for (JsonNode each : nested == null ? List.of(inputs) : List.of(inputs, nested)) {
            each.properties()
                    .forEach(option -> arguments.addAll(List.of(
                            "--" + option.getKey().replace('_', '-'),
                            option.getValue().asText())));
        }
        return arguments;
    }
}
