package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.hierarchy.Hierarchy;
import dev.tracemap.hierarchy.Leaves;
import dev.tracemap.hierarchy.TreeChoice;
import dev.tracemap.label.Label;
import dev.tracemap.label.Portrait;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.metrics.MetricsJson;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.HierarchyNode;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.RunRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The broader groups over a run's clusters: found, named and measured.
///
/// @param report for the run's parameters: `source`, `fit`, `fits` by source and `depths`; or `none`, the reason
record Overview(List<HierarchyNode> nodes, ObjectNode report) {
    Overview {
        nodes = List.copyOf(nodes);
    }

    /// Names groups that are told apart, each with its clusters, the largest first.
    @FunctionalInterface
    interface Namer {
        Map<String, Label> name(Map<String, List<Portrait>> siblings, Map<Integer, Label> clusters);
    }

    /// @param digests the run's items, as the rows of `vectors`
    /// @param embed makes a vector of each text, in the order given; absent when it cannot
    static Overview of(
            RunRecord run,
            RunResult result,
            List<ItemDigest> digests,
            Clustering clustering,
            Matrix vectors,
            Function<List<String>, Optional<Matrix>> embed,
            int threads,
            Namer namer) {
        Map<Integer, Label> names = names(result);
        Optional<Matrix> named = clustering.groups().size() < TreeChoice.LEAST_CLUSTERS
                ? Optional.empty()
                : embed.apply(clustering.groups().stream()
                        .map(group -> text(names, group.id()))
                        .toList());
        Optional<Hierarchy> hierarchy = TreeChoice.of(Leaves.of(vectors, clustering), named, threads);
        return hierarchy
                .map(found -> of(run, found, digests, result.portraits(), clustering, names, namer))
                .orElseGet(() -> none(clustering.groups().size()));
    }

    /// The same groups with the figures of all their items, of which some were not clustered.
    ///
    /// @param figures by cluster
    Overview with(Map<Integer, ClusterMetrics> figures) {
        return new Overview(
                nodes.stream()
                        .map(node -> node.with(node.metrics()
                                .over(node.clusters().stream()
                                        .flatMap(cluster -> Stream.ofNullable(figures.get(cluster)))
                                        .toList())))
                        .toList(),
                report);
    }

    private static Map<Integer, Label> names(RunResult result) {
        return result.clusters().stream()
                .collect(Collectors.toMap(
                        ClusterRecord::clusterId,
                        cluster -> new Label(cluster.title(), cluster.description()),
                        (a, _) -> a,
                        TreeMap::new));
    }

    private static String text(Map<Integer, Label> names, int id) {
        Label name = names.getOrDefault(id, new Label("", ""));
        return name.title() + "\n" + name.description();
    }

    private static Overview none(int clusters) {
        return new Overview(
                List.of(),
                JsonNodeFactory.instance
                        .objectNode()
                        .put(
                                "none",
                                clusters < TreeChoice.LEAST_CLUSTERS
                                        ? "a run with fewer than " + TreeChoice.LEAST_CLUSTERS
                                                + " clusters needs no broader groups"
                                        : "no two groups of clusters could be told apart"));
    }

    private static Overview of(
            RunRecord run,
            Hierarchy hierarchy,
            List<ItemDigest> digests,
            Map<Integer, Portrait> portraits,
            Clustering clustering,
            Map<Integer, Label> names,
            Namer namer) {
        Map<Integer, List<ItemMeasures>> measures = measures(digests, clustering);
        Map<String, Label> labels = labels(hierarchy, portraits, names, namer);
        List<HierarchyNode> nodes = new ArrayList<>();
        for (Hierarchy.Group group : hierarchy.groups()) {
            List<ItemMeasures> below = group.clusters().stream()
                    .flatMap(cluster -> measures.getOrDefault(cluster, List.of()).stream())
                    .toList();
            Label label = labels.getOrDefault(group.id(), new Label("Group " + group.id(), ""));
            nodes.add(new HierarchyNode(
                    run.runId(),
                    group.id(),
                    group.parent(),
                    group.depth(),
                    label.title(),
                    label.description(),
                    group.clusters(),
                    ClusterMetrics.of(below, digests.size())));
        }
        return new Overview(nodes, report(hierarchy));
    }

    private static Map<Integer, List<ItemMeasures>> measures(List<ItemDigest> digests, Clustering clustering) {
        Map<Integer, List<ItemMeasures>> measures = new TreeMap<>();
        for (int row = 0; row < digests.size(); row++) {
            measures.computeIfAbsent(
                            RunResult.clusterOf(clustering.assignments().get(row)), _ -> new ArrayList<>())
                    .add(digests.get(row).measures());
        }
        return measures;
    }

    /// Groups of one depth are told apart from each other.
    private static Map<String, Label> labels(
            Hierarchy hierarchy, Map<Integer, Portrait> portraits, Map<Integer, Label> names, Namer namer) {
        Map<Integer, Map<String, List<Portrait>>> byDepth = new TreeMap<>();
        for (Hierarchy.Group group : hierarchy.groups()) {
            byDepth.computeIfAbsent(group.depth(), _ -> new LinkedHashMap<>())
                    .put(
                            group.id(),
                            group.clusters().stream()
                                    .flatMap(id -> Optional.ofNullable(portraits.get(id)).stream())
                                    .toList());
        }
        Map<String, Label> labels = new LinkedHashMap<>();
        byDepth.values().forEach(siblings -> labels.putAll(namer.name(siblings, names)));
        return labels;
    }

    private static ObjectNode report(Hierarchy hierarchy) {
        ObjectNode report = JsonNodeFactory.instance.objectNode();
        report.put("source", hierarchy.source().wire());
        report.put("fit", rounded(hierarchy.fit()));
        ObjectNode fits = report.putObject("fits");
        hierarchy.fits().entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .forEach(fit -> fits.put(fit.getKey().wire(), rounded(fit.getValue())));
        ArrayNode depths = report.putArray("depths");
        hierarchy.depths().forEach(depths::add);
        return report;
    }

    private static double rounded(double fit) {
        return Math.round(fit * 1e4) / 1e4;
    }

    /// For the run event.
    ArrayNode toJson() {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (HierarchyNode node : nodes) {
            ObjectNode each = json.addObject().put("node_id", node.nodeId());
            if (node.parentId() != null) {
                each.put("parent_id", node.parentId());
            }
            each.put("depth", node.depth())
                    .put("size", node.size())
                    .put("title", node.title())
                    .put("description", node.description());
            ArrayNode clusters = each.putArray("clusters");
            node.clusters().forEach(clusters::add);
            each.set("metrics", MetricsJson.of(node.metrics()));
        }
        return json;
    }
}
