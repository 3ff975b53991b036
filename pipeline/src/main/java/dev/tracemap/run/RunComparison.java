package dev.tracemap.run;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.DocumentType;
import dev.tracemap.lineage.Change;
import dev.tracemap.lineage.Lineage;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.store.StoreException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Two complete runs side by side.
///
/// @param before clusters of the earlier run by id, noise left out; `after` likewise
/// @param commonItems how many items both runs looked at
public record RunComparison(
        Map<Integer, ClusterRecord> before, Map<Integer, ClusterRecord> after, List<Change> changes, int commonItems) {
    /// This many of its most typical members stand for a cluster in the embedding space.
    private static final int TYPICAL = 50;

    /// @param before complete; `after` too, and of the same level
    public static RunComparison of(Store store, RunRecord before, RunRecord after) {
        List<Membership> earlier = store.memberships(before.runId(), null, 0, Integer.MAX_VALUE);
        List<Membership> later = store.memberships(after.runId(), null, 0, Integer.MAX_VALUE);
        Set<String> common = earlier.stream().map(Membership::itemId).collect(Collectors.toCollection(HashSet::new));
        common.retainAll(later.stream().map(Membership::itemId).collect(Collectors.toSet()));
        // Vectors of two models, or of two renderings, do not lie in one space.
        boolean sameSpace =
                model(before).equals(model(after)) && rendering(before).equals(rendering(after));
        return new RunComparison(
                clusters(store, before),
                clusters(store, after),
                Lineage.match(
                        snapshots(store, before, earlier, sameSpace),
                        snapshots(store, after, later, sameSpace),
                        common),
                common.size());
    }

    private static Map<Integer, ClusterRecord> clusters(Store store, RunRecord run) {
        return store.clusters(run.runId()).stream()
                .filter(cluster -> cluster.clusterId() >= 0)
                .collect(Collectors.toMap(
                        ClusterRecord::clusterId, Function.identity(), (one, other) -> one, TreeMap::new));
    }

    static List<Lineage.Snapshot> snapshots(
            Store store, RunRecord run, List<Membership> memberships, boolean withCentroids) {
        Map<Integer, List<String>> items = memberships.stream()
                .filter(member -> member.clusterId() >= 0)
                .collect(Collectors.groupingBy(
                        Membership::clusterId,
                        TreeMap::new,
                        Collectors.mapping(Membership::itemId, Collectors.toList())));
        Map<Integer, float[]> centroids = withCentroids ? centroids(store, run, items) : Map.of();
        return items.entrySet().stream()
                .map(entry -> new Lineage.Snapshot(
                        entry.getKey(),
                        new HashSet<>(entry.getValue()),
                        centroids.getOrDefault(entry.getKey(), new float[0])))
                .toList();
    }

    /// In the embedding space: the clustering space of one run says nothing about another's.
    ///
    /// @param items of each cluster, the most typical first
    private static Map<Integer, float[]> centroids(Store store, RunRecord run, Map<Integer, List<String>> items) {
        List<String> asked = new ArrayList<>();
        items.values().forEach(members -> asked.addAll(typical(members)));
        Matrix vectors;
        try {
            vectors = store.embeddings(
                    run.teamId(), DocumentType.of(run.level()).wire(), rendering(run), model(run), asked);
        } catch (StoreException e) {
            // Items were deleted since. What is left is matched by common items alone.
            return Map.of();
        }
        Map<Integer, float[]> centroids = new TreeMap<>();
        int row = 0;
        for (Map.Entry<Integer, List<String>> cluster : items.entrySet()) {
            int count = typical(cluster.getValue()).size();
            centroids.put(
                    cluster.getKey(),
                    mean(vectors, IntStream.range(row, row + count).boxed().toList()));
            row += count;
        }
        return centroids;
    }

    /// @param members the most typical first
    static <T> List<T> typical(List<T> members) {
        return members.subList(0, Math.min(TYPICAL, members.size()));
    }

    static float[] mean(Matrix vectors, List<Integer> rows) {
        float[] mean = new float[vectors.columns()];
        for (int row : rows) {
            for (int column = 0; column < vectors.columns(); column++) {
                mean[column] += vectors.at(row, column) / rows.size();
            }
        }
        return mean;
    }

    static String model(RunRecord run) {
        return run.inputs().path("embedding_model").asText();
    }

    static String rendering(RunRecord run) {
        return run.inputs().path("embedding_rendering").asText();
    }
}
