package dev.tracemap.run;

import dev.tracemap.cluster.Assignment;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.label.Label;
import dev.tracemap.label.Portrait;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a run found, in the shape it is stored: the clusters, noise last, and where each item landed.
///
/// @param portraits of the clusters by id, as they were looked at to be named
record RunResult(
        List<ClusterRecord> clusters,
        List<Membership> memberships,
        List<String> warnings,
        Map<Integer, Portrait> portraits) {
    private static final int NOISE_EXAMPLES = 5;
    private static final String FAILURE_MODE = "failure_mode";
    private static final Set<String> NO_FAILURE = Set.of("none", "n/a", "no failure", "no", "-");

    RunResult {
        clusters = List.copyOf(clusters);
        memberships = List.copyOf(memberships);
        warnings = List.copyOf(warnings);
        portraits = Collections.unmodifiableMap(new LinkedHashMap<>(portraits));
    }

    /// @param namer gives each cluster its label
    static RunResult of(
            RunRecord run,
            List<ItemDigest> digests,
            Clustering clustering,
            Function<List<Portrait>, Map<Integer, Label>> namer) {
        Map<Integer, List<Integer>> rows = rowsByCluster(clustering);
        Map<Integer, Portrait> portraits = new LinkedHashMap<>();
        for (Clustering.Group group : clustering.groups()) {
            portraits.put(group.id(), portrait(group.id(), rows, digests, group.centroid()));
        }
        if (rows.containsKey(Portrait.NOISE)) {
            portraits.put(Portrait.NOISE, portrait(Portrait.NOISE, rows, digests, new float[0]));
        }
        Map<Integer, Label> labels = namer.apply(List.copyOf(portraits.values()));
        List<ClusterRecord> clusters = new ArrayList<>();
        portraits.forEach((id, portrait) -> clusters.add(
                cluster(run, digests, clustering, portrait, rows.getOrDefault(id, List.of()), labels.get(id))));
        List<Membership> memberships = IntStream.range(0, digests.size())
                .mapToObj(row -> membership(digests.get(row), clustering, row))
                .toList();
        return new RunResult(clusters, memberships, warnings(digests.size(), clustering), portraits);
    }

    /// The same clusters with the figures of all their items, of which some were not clustered.
    ///
    /// @param figures by cluster
    RunResult with(Map<Integer, ClusterMetrics> figures, String runId) {
        List<ClusterRecord> all = new ArrayList<>(clusters);
        ClusterMetrics nowhere = figures.get(Portrait.NOISE);
        if (nowhere != null && clusters.stream().noneMatch(cluster -> cluster.clusterId() == Portrait.NOISE)) {
            all.add(outliers(runId, nowhere));
        }
        all.replaceAll(cluster -> cluster.with(figures.getOrDefault(cluster.clusterId(), cluster.metrics())));
        return new RunResult(all, memberships, warnings, portraits);
    }

    /// Where none of the sample is an outlier.
    private static ClusterRecord outliers(String runId, ClusterMetrics figures) {
        return new ClusterRecord(
                runId,
                Portrait.NOISE,
                figures.items(),
                Label.NOISE_TITLE,
                "- Items that fit none of the clusters",
                new float[0],
                0,
                0,
                0,
                List.of(),
                Map.of(),
                figures);
    }

    int items() {
        return clusters.stream().mapToInt(ClusterRecord::size).sum();
    }

    int noise() {
        return clusters.stream()
                .filter(cluster -> cluster.clusterId() == Portrait.NOISE)
                .mapToInt(ClusterRecord::size)
                .sum();
    }

    private static Portrait portrait(
            int id, Map<Integer, List<Integer>> rows, List<ItemDigest> digests, float[] centroid) {
        List<Portrait.Member> members = rows.getOrDefault(id, List.of()).stream()
                .map(digests::get)
                .map(digest -> new Portrait.Member(digest.summary(), digest.facets(), failureMode(digest)))
                .toList();
        return new Portrait(id, members, centroid);
    }

    /// What a model says went wrong; absent where none read the item or nothing did.
    static @Nullable String failureMode(ItemDigest digest) {
        String mode = digest.modelFacets() == null
                ? null
                : digest.modelFacets().answers().get(FAILURE_MODE);
        return mode == null
                        || mode.isBlank()
                        || NO_FAILURE.contains(mode.strip().toLowerCase(Locale.ROOT))
                ? null
                : mode.strip();
    }

    /// Rows of each cluster, closest to the centroid first; noise, if any, under -1.
    static Map<Integer, List<Integer>> rowsByCluster(Clustering clustering) {
        Map<Integer, List<Integer>> rows = IntStream.range(
                        0, clustering.assignments().size())
                .boxed()
                .collect(Collectors.groupingBy(
                        row -> clusterOf(clustering.assignments().get(row)), Collectors.toList()));
        rows.forEach((cluster, members) -> members.sort(
                Comparator.comparingInt(row -> rankOf(clustering.assignments().get(row)))));
        return rows;
    }

    private static ClusterRecord cluster(
            RunRecord run,
            List<ItemDigest> digests,
            Clustering clustering,
            Portrait portrait,
            List<Integer> rows,
            @Nullable Label label) {
        int id = portrait.id();
        Label name = label != null ? label : new Label("Cluster " + id, "");
        Clustering.@Nullable Group group =
                id == Portrait.NOISE ? null : clustering.groups().get(id);
        List<ItemMeasures> measures =
                rows.stream().map(row -> digests.get(row).measures()).toList();
        List<Integer> exemplars =
                group == null ? rows.subList(0, Math.min(NOISE_EXAMPLES, rows.size())) : group.exemplars();
        return new ClusterRecord(
                run.runId(),
                id,
                rows.size(),
                name.title(),
                name.description(),
                portrait.centroid(),
                group == null ? mean(clustering, rows, 0) : group.x(),
                group == null ? mean(clustering, rows, 1) : group.y(),
                group == null ? 0 : group.persistence(),
                exemplars.stream().map(row -> digests.get(row).item().id()).toList(),
                portrait.topSequences(),
                ClusterMetrics.of(measures, digests.size()));
    }

    private static Membership membership(ItemDigest digest, Clustering clustering, int row) {
        Assignment assignment = clustering.assignments().get(row);
        Assignment.Second second = assignment.second();
        Assignment.@Nullable Member member = assignment instanceof Assignment.Member found ? found : null;
        return new Membership(
                digest.item().id(),
                digest.item().traceIds().getFirst(),
                clusterOf(assignment),
                member == null ? null : (Double) (double) member.probability(),
                second == null ? null : (Integer) second.cluster(),
                second == null ? null : (Double) (double) second.probability(),
                member == null ? null : (Double) (double) member.distanceToCentroid(),
                member == null ? null : (Integer) member.rank(),
                clustering.positions().at(row, 0),
                clustering.positions().at(row, 1),
                digest.summary().title(),
                digest.item().timestamp(),
                clustering.layers().stream().map(layer -> layer.labels()[row]).toList());
    }

    private static List<String> warnings(int items, Clustering clustering) {
        List<String> warnings = new ArrayList<>();
        long noise = Math.round(100.0 * clustering.noise() / items);
        if (noise >= 50) {
            warnings.add("noise is " + noise + "%: most items fit no group");
        }
        for (Clustering.Group group : clustering.groups()) {
            long share = Math.round(100.0 * group.size() / items);
            if (share >= 60 && clustering.groups().size() > 1) {
                warnings.add("one cluster (" + group.id() + ") holds " + share + "% of the items");
            }
        }
        if (items < 50) {
            warnings.add("only " + items + " items: the groups are hints rather than findings");
        }
        return warnings;
    }

    private static double mean(Clustering clustering, List<Integer> rows, int column) {
        return rows.stream()
                .mapToDouble(row -> clustering.positions().at(row, column))
                .average()
                .orElse(0);
    }

    static int clusterOf(Assignment assignment) {
        return switch (assignment) {
            case Assignment.Member member -> member.cluster();
            case Assignment.Noise noise -> Portrait.NOISE;
        };
    }

    private static int rankOf(Assignment assignment) {
        return switch (assignment) {
            case Assignment.Member member -> member.rank();
            case Assignment.Noise noise -> 0;
        };
    }
}
