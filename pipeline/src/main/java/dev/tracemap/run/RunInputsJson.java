package dev.tracemap.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.ClusteringParams;
import dev.tracemap.store.Filter;
import dev.tracemap.store.SampleBy;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The run inputs as JSON, with the names of the contract.
final class RunInputsJson {
    static final Set<String> KEYS = new TreeSet<>(List.of(
            "level",
            "lookback_days",
            "from",
            "to",
            "max_samples",
            "sample_by",
            "filters",
            "scope",
            "meaning",
            "axis",
            "summary",
            "embedding_normalization",
            "dimensionality_reduction_method",
            "dimensionality_reduction_ndims",
            "clustering_method",
            "clustering_method_params",
            "visualization_method",
            "run_label",
            "source",
            "seed"));
    private static final Set<String> METHOD_KEYS =
            new TreeSet<>(List.of("min_samples", "min_cluster_size", "min_cluster_size_fraction", "min_k", "max_k"));

    private RunInputsJson() {}

    static RunInputs parse(JsonNode inputs) {
        if (!inputs.isObject()) {
            throw new IllegalArgumentException("run inputs must be an object such as {\"level\": \"trace\"}");
        }
        refuseUnknown(inputs, KEYS, "");
        RunInputs base = RunInputs.DEFAULT;
        Integer maxSamples = maxSamples(inputs.get("max_samples"));
        return new RunInputs(
                read(inputs, "level", base.level(), node -> Level.fromWire(text(node, "level", "trace"))),
                read(inputs, "lookback_days", base.lookbackDays(), node -> number(node, "lookback_days", "7")),
                instant(inputs.get("from"), "from"),
                instant(inputs.get("to"), "to"),
                maxSamples,
                inputs.hasNonNull("sample_by")
                        ? SampleBy.fromWire(text(inputs.get("sample_by"), "sample_by", "user"))
                        : null,
                filters(inputs.get("filters")),
                scope(inputs.get("scope")),
                meaning(inputs),
                read(inputs, "axis", base.axis(), node -> text(node, "axis", "summary")),
                clustering(inputs),
                SummaryWishJson.parse(inputs.path("summary")),
                inputs.hasNonNull("source") ? text(inputs.get("source"), "source", "prod") : null,
                inputs.hasNonNull("run_label") ? text(inputs.get("run_label"), "run_label", "after-release") : null);
    }

    static ObjectNode write(RunInputs inputs, ObjectNode to) {
        to.put("level", inputs.level().wire());
        Instant from = inputs.from();
        if (from == null) {
            to.put("lookback_days", inputs.lookbackDays());
        } else {
            to.put("from", from.toString());
            if (inputs.to() != null) {
                to.put("to", inputs.to().toString());
            }
        }
        if (inputs.maxSamples() == null) {
            to.put("max_samples", "all");
        } else {
            to.put("max_samples", inputs.maxSamples());
        }
        if (inputs.sampleBy() != null) {
            to.put("sample_by", inputs.sampleBy().wire());
        }
        ArrayNode filters = to.putArray("filters");
        for (Filter filter : inputs.filters()) {
            ObjectNode node = filters.addObject()
                    .put("property", filter.property())
                    .put("operator", filter.operator().wire());
            if (filter.operator() == Filter.Operator.IN) {
                filter.values().forEach(node.putArray("value")::add);
            } else if (!filter.values().isEmpty()) {
                node.put("value", filter.values().getFirst());
            }
        }
        RunInputs.Scope scope = inputs.scope();
        if (scope != null) {
            to.putObject("scope").put("run_id", scope.runId()).put("cluster_id", scope.clusterId());
        }
        if (inputs.meaning() != null) {
            to.put("meaning", inputs.meaning());
        }
        to.put("axis", inputs.axis());
        writeClustering(inputs.clustering(), to);
        if (inputs.summary() != null) {
            SummaryWishJson.write(inputs.summary(), to.putObject("summary"));
        }
        if (inputs.source() != null) {
            to.put("source", inputs.source());
        }
        if (inputs.label() != null) {
            to.put("run_label", inputs.label());
        }
        return to;
    }

    private static void writeClustering(ClusteringParams params, ObjectNode to) {
        to.put("embedding_normalization", ClusteringParams.wire(params.normalization()));
        to.put("dimensionality_reduction_method", ClusteringParams.wire(params.reduction()));
        if (params.dimensions() != null) {
            to.put("dimensionality_reduction_ndims", params.dimensions());
        }
        to.put("clustering_method", ClusteringParams.wire(params.method()));
        ObjectNode method = to.putObject("clustering_method_params").put("min_samples", params.minSamples());
        if (params.minClusterSize() != null) {
            method.put("min_cluster_size", params.minClusterSize());
        }
        if (params.minClusterSizeFraction() != null) {
            method.put("min_cluster_size_fraction", params.minClusterSizeFraction());
        }
        method.put("min_k", params.minK()).put("max_k", params.maxK());
        to.put("visualization_method", ClusteringParams.wire(params.visualization()));
        to.put("seed", params.seed());
    }

    private static ClusteringParams clustering(JsonNode inputs) {
        ClusteringParams base = ClusteringParams.DEFAULT;
        JsonNode method = inputs.path("clustering_method_params");
        if (method.isObject()) {
            refuseUnknown(method, METHOD_KEYS, "clustering_method_params: ");
        } else if (!method.isMissingNode() && !method.isNull()) {
            throw new IllegalArgumentException(
                    "clustering_method_params must be an object such as {\"min_samples\": 5}");
        }
        return new ClusteringParams(
                word(inputs, "embedding_normalization", base.normalization()),
                word(inputs, "dimensionality_reduction_method", base.reduction()),
                inputs.hasNonNull("dimensionality_reduction_ndims")
                        ? (Integer)
                                whole(inputs.get("dimensionality_reduction_ndims"), "dimensionality_reduction_ndims")
                        : null,
                word(inputs, "clustering_method", base.method()),
                read(method, "min_samples", base.minSamples(), node -> whole(node, "min_samples")),
                method.hasNonNull("min_cluster_size")
                        ? whole(method.get("min_cluster_size"), "min_cluster_size")
                        : null,
                method.hasNonNull("min_cluster_size_fraction")
                        ? (Double) number(method.get("min_cluster_size_fraction"), "min_cluster_size_fraction", "0.02")
                        : null,
                read(method, "min_k", base.minK(), node -> whole(node, "min_k")),
                read(method, "max_k", base.maxK(), node -> whole(node, "max_k")),
                word(inputs, "visualization_method", base.visualization()),
                read(inputs, "seed", base.seed(), node -> (long) number(node, "seed", "42")),
                base.threads());
    }

    private static List<Filter> filters(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return List.of();
        }
        if (!node.isArray()) {
            throw new IllegalArgumentException(
                    "filters must be a list such as [{\"property\": \"model\", \"operator\": \"exact\", \"value\": \"gpt-5\"}]");
        }
        List<Filter> filters = new ArrayList<>();
        for (JsonNode one : node) {
            if (meant(one) == null) {
                filters.add(filter(one));
            }
        }
        return filters;
    }

    /// It stands beside the filters or, since it filters too, among them: `{"meaning": "refund request"}`, or as a
    /// property of this name.
    private static @Nullable String meaning(JsonNode inputs) {
        List<JsonNode> given = new ArrayList<>();
        if (inputs.hasNonNull("meaning")) {
            given.add(inputs.get("meaning"));
        }
        for (JsonNode one : inputs.path("filters")) {
            JsonNode meant = meant(one);
            if (meant != null) {
                given.add(meant);
            }
        }
        if (given.size() > 1) {
            throw new IllegalArgumentException("one meaning at a time; these are " + given);
        }
        return given.isEmpty() ? null : text(given.getFirst(), "meaning", "refund request");
    }

    private static @Nullable JsonNode meant(JsonNode filter) {
        if (filter.path("property").asText().equals("meaning")) {
            String operator = filter.path("operator").asText("exact");
            if (!operator.equals("exact") && !operator.equals("icontains")) {
                throw new IllegalArgumentException("meaning is judged by embedding and takes no operator " + operator
                        + "; ask with {\"meaning\": \"refund request\"}");
            }
            return filter.path("value");
        }
        if (filter.has("meaning")) {
            refuseUnknown(filter, Set.of("meaning"), "filter: ");
            return filter.get("meaning");
        }
        return null;
    }

    private static Filter filter(JsonNode node) {
        if (!node.isObject() || !node.hasNonNull("property")) {
            throw new IllegalArgumentException(
                    "a filter needs property, operator and value, such as {\"property\": \"is_error\", \"operator\": \"exact\","
                            + " \"value\": true}; this one is " + node);
        }
        refuseUnknown(node, Set.of("property", "operator", "value"), "filter: ");
        Filter.Operator operator = read(
                node,
                "operator",
                Filter.Operator.EXACT,
                word -> Filter.Operator.fromWire(text(word, "operator", "exact")));
        JsonNode value = node.path("value");
        List<String> values = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(each -> values.add(each.asText()));
        } else if (!value.isMissingNode() && !value.isNull()) {
            values.add(value.isContainerNode() ? value.toString() : value.asText());
        }
        return new Filter(node.get("property").asText(), operator, values);
    }

    private static RunInputs.@Nullable Scope scope(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return null;
        }
        if (!node.path("run_id").isTextual() || !node.path("cluster_id").isInt()) {
            throw new IllegalArgumentException(
                    "scope needs run_id and cluster_id, such as {\"run_id\": \"1_trace_20261120_101500\", "
                            + "\"cluster_id\": 3}");
        }
        return new RunInputs.Scope(
                node.get("run_id").textValue(), node.get("cluster_id").intValue());
    }

    private static @Nullable Integer maxSamples(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return RunInputs.DEFAULT_MAX_SAMPLES;
        }
        if (node.isTextual() && node.textValue().equals("all")) {
            return null;
        }
        return whole(node, "max_samples");
    }

    private static @Nullable Instant instant(@Nullable JsonNode node, String key) {
        if (node == null || node.isNull()) {
            return null;
        }
        String text = text(node, key, "2026-11-20T00:00:00Z");
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    key + " takes a time such as 2026-11-20T00:00:00Z or a day such as 2026-11-20, not '" + text + "'",
                    e);
        }
    }

    private static <E extends Enum<E>> E word(JsonNode inputs, String key, E fallback) {
        if (!inputs.hasNonNull(key)) {
            return fallback;
        }
        String word = text(inputs.get(key), key, ClusteringParams.wire(fallback));
        E[] known = fallback.getDeclaringClass().getEnumConstants();
        for (E constant : known) {
            if (ClusteringParams.wire(constant).equals(word)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(key + " '" + word + "' is not one of "
                + Arrays.stream(known).map(ClusteringParams::wire).collect(Collectors.joining(", ")));
    }

    private static <T> T read(JsonNode from, String key, T fallback, Function<JsonNode, T> reader) {
        return from.hasNonNull(key) ? reader.apply(from.get(key)) : fallback;
    }

    private static String text(JsonNode node, String key, String example) {
        if (!node.isTextual()) {
            throw new IllegalArgumentException(key + " takes text such as \"" + example + "\", not " + node);
        }
        return node.textValue();
    }

    static String text(JsonNode from, String key, String fallback, String example) {
        return from.hasNonNull(key) ? text(from.get(key), key, example) : fallback;
    }

    private static double number(JsonNode node, String key, String example) {
        if (!node.isNumber()) {
            throw new IllegalArgumentException(key + " takes a number such as " + example + ", not " + node);
        }
        return node.doubleValue();
    }

    private static int whole(JsonNode node, String key) {
        if (!node.isNumber() || !node.canConvertToInt() || !node.canConvertToExactIntegral()) {
            throw new IllegalArgumentException(key + " takes a whole number, not " + node);
        }
        return node.intValue();
    }

    static void refuseUnknown(JsonNode object, Set<String> known, String where) {
        object.fieldNames().forEachRemaining(key -> {
            if (!known.contains(key)) {
                throw new IllegalArgumentException(
                        where + "'" + key + "' is not known; there are: " + String.join(", ", new TreeSet<>(known)));
            }
        });
    }
}
