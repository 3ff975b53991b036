package dev.tracemap.lineage;

import dev.tracemap.cluster.Cosine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/// Matches the clusters of two runs by the items they share and, where the runs share too few, by their centroids;
/// never by title.
public final class Lineage {
    /// A part of a cluster counts when at least this share of its common items went there.
    private static final double PART = 0.2;
    /// A cluster is carried on by another when at least this share of its common items went there.
    private static final double MOST = 0.5;
    /// Fewer common items than this, or than this share of a cluster, say nothing about it.
    private static final int EVIDENCE = 3;
    private static final double EVIDENCE_SHARE = 0.05;
    /// Centroids of unrelated topics reach about 0.7 in sentence embeddings; the same topic on other days stays above.
    private static final double SAME_TOPIC = 0.9;

    private final List<Snapshot> before;
    private final List<Snapshot> after;
    private final Set<String> common;
    private final double[][] forward;
    private final double[][] backward;
    private final double[][] cosine;
    private final Set<Integer> usedBefore = new HashSet<>();
    private final Set<Integer> usedAfter = new HashSet<>();

    /// A cluster of a run.
    ///
    /// @param items ids of its members
    /// @param centroid in the embedding space, which both runs must share; empty where they do not
    public record Snapshot(int id, Set<String> items, float[] centroid) {
        public Snapshot {
            items = Set.copyOf(items);
        }
    }

    private Lineage(List<Snapshot> before, List<Snapshot> after, Set<String> common) {
        this.before = before;
        this.after = after;
        this.common = common;
        this.forward = new double[before.size()][after.size()];
        this.backward = new double[before.size()][after.size()];
        this.cosine = new double[before.size()][after.size()];
    }

    /// Noise is no cluster and must not be among them.
    ///
    /// @param common ids of the items that both runs looked at, noise included
    /// @return each cluster of both runs exactly once: splits, merges, continuations, new ones, gone ones
    public static List<Change> match(List<Snapshot> before, List<Snapshot> after, Set<String> common) {
        Lineage lineage = new Lineage(before, after, common);
        lineage.measure();
        return lineage.changes();
    }

    /// Shares of common items where there is evidence on both sides, cosines elsewhere.
    private void measure() {
        int[] known = known(before);
        int[] alsoKnown = known(after);
        for (int b = 0; b < before.size(); b++) {
            for (int a = 0; a < after.size(); a++) {
                if (isEvidence(known[b], before.get(b)) && isEvidence(alsoKnown[a], after.get(a))) {
                    int shared = shared(before.get(b).items(), after.get(a).items());
                    forward[b][a] = (double) shared / known[b];
                    backward[b][a] = (double) shared / alsoKnown[a];
                } else {
                    cosine[b][a] =
                            Cosine.of(before.get(b).centroid(), after.get(a).centroid());
                }
            }
        }
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>(splits());
        changes.addAll(merges());
        changes.addAll(continuations());
        for (int a = 0; a < after.size(); a++) {
            if (!usedAfter.contains(a)) {
                changes.add(new Change.New(after.get(a).id()));
            }
        }
        for (int b = 0; b < before.size(); b++) {
            if (!usedBefore.contains(b)) {
                changes.add(new Change.Gone(before.get(b).id()));
            }
        }
        return changes;
    }

    /// Clusters that consist mostly of one former cluster's items and together hold most of them.
    private List<Change> splits() {
        List<Change> splits = new ArrayList<>();
        for (int b = 0; b < before.size(); b++) {
            List<Integer> parts = new ArrayList<>();
            double held = 0;
            for (int a = 0; a < after.size(); a++) {
                if (!usedAfter.contains(a) && forward[b][a] >= PART && backward[b][a] >= MOST) {
                    parts.add(a);
                    held += forward[b][a];
                }
            }
            if (parts.size() > 1 && held >= MOST) {
                splits.add(new Change.Split(before.get(b).id(), ids(after, parts)));
                usedBefore.add(b);
                usedAfter.addAll(parts);
            }
        }
        return splits;
    }

    private List<Change> merges() {
        List<Change> merges = new ArrayList<>();
        for (int a = 0; a < after.size(); a++) {
            List<Integer> sources = new ArrayList<>();
            for (int b = 0; b < before.size() && !usedAfter.contains(a); b++) {
                if (!usedBefore.contains(b) && backward[b][a] >= PART && forward[b][a] >= MOST) {
                    sources.add(b);
                }
            }
            if (sources.size() > 1) {
                merges.add(new Change.Merged(ids(before, sources), after.get(a).id()));
                usedBefore.addAll(sources);
                usedAfter.add(a);
            }
        }
        return merges;
    }

    /// The best pairs first, each cluster once. Items tell more than centroids.
    private List<Change> continuations() {
        record Pair(int b, int a, double agreement, Change.By by) {}
        List<Pair> pairs = new ArrayList<>();
        for (int b = 0; b < before.size(); b++) {
            for (int a = 0; a < after.size(); a++) {
                double agreement = Math.min(forward[b][a], backward[b][a]);
                if (agreement >= PART && Math.max(forward[b][a], backward[b][a]) >= MOST) {
                    pairs.add(new Pair(b, a, agreement, Change.By.ITEMS));
                } else if (cosine[b][a] >= SAME_TOPIC) {
                    pairs.add(new Pair(b, a, cosine[b][a], Change.By.CENTROID));
                }
            }
        }
        pairs.sort(Comparator.comparing(Pair::by)
                .thenComparing(Comparator.comparingDouble(Pair::agreement).reversed())
                .thenComparingInt(Pair::b)
                .thenComparingInt(Pair::a));
        TreeMap<Integer, Change> found = new TreeMap<>();
        for (Pair pair : pairs) {
            if (!usedBefore.contains(pair.b()) && !usedAfter.contains(pair.a())) {
                usedBefore.add(pair.b());
                usedAfter.add(pair.a());
                int former = before.get(pair.b()).id();
                found.put(
                        former, new Change.Continues(former, after.get(pair.a()).id(), pair.agreement(), pair.by()));
            }
        }
        return List.copyOf(found.values());
    }

    private int[] known(List<Snapshot> clusters) {
        return clusters.stream().mapToInt(each -> shared(each.items(), common)).toArray();
    }

    private static boolean isEvidence(int known, Snapshot cluster) {
        return known >= Math.max(EVIDENCE, EVIDENCE_SHARE * cluster.items().size());
    }

    private static int shared(Set<String> some, Set<String> others) {
        return (int) (some.size() <= others.size()
                        ? some.stream().filter(others::contains)
                        : others.stream().filter(some::contains))
                .count();
    }

    private static List<Integer> ids(List<Snapshot> clusters, List<Integer> indexes) {
        return indexes.stream().map(index -> clusters.get(index).id()).toList();
    }

    /// Whether two centroids of one embedding space stand for the same topic.
    public static boolean isSameTopic(float[] one, float[] other) {
        return Cosine.of(one, other) >= SAME_TOPIC;
    }
}
