package dev.tracemap.server.selftest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.ItemFigures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/// What clusters along the failure axis have to do with the labels of a folder of traces: each planted failure's own
/// cluster, and how many of the runs that failed lie in clusters that are about failures.
///
/// @param recovery of the planted failures; empty where none is labelled
/// @param byChance the same with the items dealt out by chance
/// @param failing runs that failed, inside and outside of the clusters most of whose items have a finding or an error
/// @param clusters of the run
/// @param failures how many of them are about failures
public record FailureClusters(Recovery recovery, Recovery byChance, OddsRatio failing, int clusters, int failures) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NONE = "(no failure planted)";
    private static final long SEED = 1;

    /// @param leaf the planted failure, empty for none
    /// @param failed whether it did not reach its goal; every planted failure counts as failed
    record Label(String leaf, boolean failed) {}

    /// @param items of a complete run along the failure axis
    /// @param labels file with one object a trace: `trace_id`, and `leaf` or `success`
    /// @throws IOException where the file cannot be read
    public static FailureClusters of(List<ItemFigures> items, Path labels) throws IOException {
        return of(items, read(labels));
    }

    static FailureClusters of(List<ItemFigures> items, Map<String, Label> labels) {
        Set<Integer> about = about(items);
        List<Placed> placed = new ArrayList<>();
        Set<String> leaves = new LinkedHashSet<>();
        int[] counts = new int[4];
        for (ItemFigures item : items) {
            Label label = labels.get(key(item.traceId()));
            if (label == null) {
                continue;
            }
            placed.add(new Placed(label.leaf().isEmpty() ? NONE : label.leaf(), item.clusterId()));
            if (!label.leaf().isEmpty()) {
                leaves.add(label.leaf());
            }
            counts[(about.contains(item.clusterId()) ? 0 : 2) + (label.failed() ? 0 : 1)]++;
        }
        return new FailureClusters(
                Recovery.of(placed, leaves),
                Recovery.of(Recovery.dealt(placed, SEED), leaves),
                new OddsRatio(counts[0], counts[1], counts[2], counts[3]),
                (int) items.stream()
                        .mapToInt(ItemFigures::clusterId)
                        .filter(cluster -> cluster >= 0)
                        .distinct()
                        .count(),
                about.size());
    }

    /// Clusters most of whose items have a finding or a failed call.
    private static Set<Integer> about(List<ItemFigures> items) {
        Map<Integer, int[]> counts = new TreeMap<>();
        for (ItemFigures item : items) {
            int[] count = counts.computeIfAbsent(item.clusterId(), _ -> new int[2]);
            count[item.findings().isEmpty() && item.toolErrors() == 0 ? 0 : 1]++;
        }
        Set<Integer> about = new LinkedHashSet<>();
        counts.forEach((cluster, count) -> {
            if (cluster >= 0 && count[1] > count[0]) {
                about.add(cluster);
            }
        });
        return about;
    }

    private static Map<String, Label> read(Path file) throws IOException {
        Map<String, Label> labels = new HashMap<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                JsonNode label = JSON.readTree(line);
                String leaf = label.path("leaf").asText("");
                labels.put(
                        key(label.path("trace_id").asText()),
                        new Label(
                                leaf, !leaf.isEmpty() || !label.path("success").asBoolean()));
            }
        }
        return labels;
    }

    /// Formats write the same id with and without dashes.
    private static String key(String traceId) {
        return traceId.replace("-", "").toLowerCase(Locale.ROOT);
    }

    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("clusters", clusters)
                .put("clusters_about_failures", failures);
        if (!recovery.leaves().isEmpty()) {
            json.put("supervised", Figures.rounded(recovery.supervised()))
                    .put("leaf_recovery", Figures.rounded(recovery.leafRecovery()))
                    .put("by_chance", Figures.rounded(byChance.leafRecovery()));
            ArrayNode leaves = json.putArray("leaves");
            recovery.leaves().forEach(leaf -> leaves.addObject()
                    .put("leaf", leaf.leaf())
                    .put("traces", leaf.items())
                    .put("recovered", Figures.rounded(leaf.recovered())));
        }
        json.putObject("failed_runs")
                .put("odds_ratio", Figures.rounded(failing.ratio()))
                .put("low", Figures.rounded(failing.low()))
                .put("high", Figures.rounded(failing.high()))
                .put("failed_inside", failing.inside())
                .put("succeeded_inside", failing.insideWithout())
                .put("failed_outside", failing.outside())
                .put("succeeded_outside", failing.outsideWithout());
        return json;
    }

    /// One line a figure.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(clusters + " clusters along failure, " + failures + " of them about failures");
        if (!recovery.leaves().isEmpty()) {
            lines.add("planted failures: supervised " + Figures.share(recovery.supervised())
                    + ", in one cluster of their own " + Figures.share(recovery.leafRecovery()) + " (by chance "
                    + Figures.share(byChance.leafRecovery()) + ")");
            Map<String, Double> below = new LinkedHashMap<>();
            recovery.leaves().stream()
                    .filter(leaf -> leaf.recovered() < 0.85)
                    .forEach(leaf -> below.put(leaf.leaf(), leaf.recovered()));
            below.forEach((leaf, share) -> lines.add("below 0.85: " + leaf + " " + Figures.share(share)));
        }
        lines.add(String.format(
                Locale.ROOT,
                "failed runs in clusters about failures: odds ratio %.2f, 95%% interval %.2f to %.2f"
                        + " (inside %d of %d failed, elsewhere %d of %d)",
                failing.ratio(),
                failing.low(),
                failing.high(),
                failing.inside(),
                failing.inside() + failing.insideWithout(),
                failing.outside(),
                failing.outside() + failing.outsideWithout()));
        return lines;
    }
}
