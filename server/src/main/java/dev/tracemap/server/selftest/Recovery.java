package dev.tracemap.server.selftest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// How much of what was planted is found in a clustering.
///
/// @param supervised each cluster stands for the category that most of its items have (as in Clio, section 4): the
///     share of the planted items whose cluster stands for their own category. An item in no cluster counts as wrong
/// @param leafRecovery mean of what is recovered of each leaf
/// @param leaves in the order asked
record Recovery(double supervised, double leafRecovery, List<OfLeaf> leaves) {

    /// @param items that have it
    /// @param right of these, in clusters that stand for it
    /// @param cluster that holds most of them; -1 when none holds any
    /// @param together share of them that it holds
    /// @param theirs whether more of the cluster's items have this category than any other
    record OfLeaf(String leaf, int items, int right, int cluster, double together, boolean theirs) {
        /// A cluster that belongs to others recovers nothing.
        double recovered() {
            return theirs ? together : 0;
        }
    }

    /// @param all every item of the run, background included, since that may take a cluster over
    /// @param wanted the categories that were planted; those without items are left out
    static Recovery of(List<Placed> all, Collection<String> wanted) {
        Map<Integer, Map<String, Integer>> byCluster = new TreeMap<>();
        Map<String, Map<Integer, Integer>> byCategory = new HashMap<>();
        for (Placed item : all) {
            byCategory.computeIfAbsent(item.category(), _ -> new TreeMap<>()).merge(item.cluster(), 1, Integer::sum);
            if (item.cluster() >= 0) {
                byCluster.computeIfAbsent(item.cluster(), _ -> new TreeMap<>()).merge(item.category(), 1, Integer::sum);
            }
        }
        Map<Integer, String> standsFor = new HashMap<>();
        byCluster.forEach((cluster, counts) -> standsFor.put(cluster, most(counts)));
        List<OfLeaf> leaves = new ArrayList<>();
        for (String category : wanted) {
            Map<Integer, Integer> clusters = byCategory.getOrDefault(category, Map.of());
            if (!clusters.isEmpty()) {
                leaves.add(leaf(category, clusters, standsFor));
            }
        }
        int items = leaves.stream().mapToInt(OfLeaf::items).sum();
        int right = leaves.stream().mapToInt(OfLeaf::right).sum();
        return new Recovery(
                items == 0 ? 0 : (double) right / items,
                leaves.stream().mapToDouble(OfLeaf::recovered).average().orElse(0),
                leaves);
    }

    /// The same items in clusters of the same sizes, but dealt out by chance.
    static List<Placed> dealt(List<Placed> all, long seed) {
        List<Integer> clusters =
                new ArrayList<>(all.stream().map(Placed::cluster).toList());
        Collections.shuffle(clusters, new Random(seed));
        List<Placed> dealt = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            dealt.add(new Placed(all.get(i).category(), clusters.get(i)));
        }
        return dealt;
    }

    private static OfLeaf leaf(String category, Map<Integer, Integer> clusters, Map<Integer, String> standsFor) {
        int items = 0;
        int right = 0;
        int best = -1;
        for (Map.Entry<Integer, Integer> entry : clusters.entrySet()) {
            items += entry.getValue();
            right += category.equals(standsFor.get(entry.getKey())) ? entry.getValue() : 0;
            boolean more = best < 0 || entry.getValue() > clusters.getOrDefault(best, 0);
            best = entry.getKey() >= 0 && more ? entry.getKey() : best;
        }
        double together = best < 0 ? 0 : (double) clusters.getOrDefault(best, 0) / items;
        return new OfLeaf(category, items, right, best, together, category.equals(standsFor.get(best)));
    }

    private static String most(Map<String, Integer> counts) {
        return Collections.max(
                        counts.entrySet(),
                        Map.Entry.<String, Integer>comparingByValue()
                                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
                .getKey();
    }
}
