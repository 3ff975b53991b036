package dev.tracemap.hierarchy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// How well a tree agrees with known groups.
public final class TreeAgreement {
    private TreeAgreement() {}

    /// Dendrogram purity (Heller and Ghahramani 2005): of two random items of one true group, the share of that group
    /// in the smallest part of the tree that holds both.
    ///
    /// @param cuts part of each item, finest first; the whole comes after the last
    public static double purity(int[] truth, List<int[]> cuts) {
        List<int[]> all = new ArrayList<>(cuts);
        all.add(new int[truth.length]);
        double pure = 0;
        double pairs = 0;
        for (int depth = 0; depth < all.size(); depth++) {
            Map<List<Integer>, Integer> cells = cells(all.get(depth), truth);
            Map<Integer, Integer> sizes = sizes(all.get(depth));
            for (Map.Entry<List<Integer>, Integer> cell : cells.entrySet()) {
                double share = (double) cell.getValue()
                        / sizes.getOrDefault(cell.getKey().getFirst(), 1);
                double here = pairs(cell.getValue());
                pure += here * share;
                pairs += here;
            }
            if (depth > 0) {
                // Pairs that were together below have been counted there.
                Map<List<Integer>, Integer> below = cells(all.get(depth - 1), truth);
                Map<Integer, Integer> up = new TreeMap<>();
                for (int item = 0; item < truth.length; item++) {
                    up.put(all.get(depth - 1)[item], all.get(depth)[item]);
                }
                for (Map.Entry<List<Integer>, Integer> cell : below.entrySet()) {
                    int part = up.getOrDefault(cell.getKey().getFirst(), 0);
                    int same = cells.getOrDefault(List.of(part, cell.getKey().getLast()), 0);
                    double there = pairs(cell.getValue());
                    pure -= there * same / sizes.getOrDefault(part, 1);
                    pairs -= there;
                }
            }
        }
        return pure / pairs;
    }

    // The harmonic mean of B-cubed precision and recall (Bagga and Baldwin 1998).
    public static double bCubed(int[] truth, int[] groups) {
        Map<Integer, Integer> sizes = sizes(groups);
        Map<Integer, Integer> known = sizes(truth);
        double precision = 0;
        double recall = 0;
        for (Map.Entry<List<Integer>, Integer> cell : cells(groups, truth).entrySet()) {
            double square = (double) cell.getValue() * cell.getValue();
            precision += square / sizes.getOrDefault(cell.getKey().getFirst(), 1);
            recall += square / known.getOrDefault(cell.getKey().getLast(), 1);
        }
        return 2 * precision * recall / (precision + recall) / truth.length;
    }

    private static double pairs(int items) {
        return items * (items - 1) / 2.0;
    }

    private static Map<Integer, Integer> sizes(int[] groups) {
        Map<Integer, Integer> sizes = new TreeMap<>();
        Arrays.stream(groups).forEach(group -> sizes.merge(group, 1, Integer::sum));
        return sizes;
    }

    private static Map<List<Integer>, Integer> cells(int[] groups, int[] truth) {
        Map<List<Integer>, Integer> cells = new HashMap<>();
        for (int item = 0; item < truth.length; item++) {
            cells.merge(List.of(groups[item], truth[item]), 1, Integer::sum);
        }
        return cells;
    }
}
