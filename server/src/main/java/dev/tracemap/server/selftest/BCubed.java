package dev.tracemap.server.selftest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Agreement of a clustering with given groups, item by item (Bagga and Baldwin, 1998).
///
/// @param precision mean share of an item's cluster that is of its group
/// @param recall mean share of an item's group that is in its cluster
record BCubed(double precision, double recall) {

    /// An item in no cluster stands alone.
    static BCubed of(List<Placed> items) {
        Map<String, Integer> groups = new HashMap<>();
        Map<Integer, Integer> clusters = new HashMap<>();
        Map<Placed, Integer> both = new HashMap<>();
        for (Placed item : items) {
            groups.merge(item.category(), 1, Integer::sum);
            clusters.merge(item.cluster(), 1, Integer::sum);
            both.merge(item, 1, Integer::sum);
        }
        double precision = 0;
        double recall = 0;
        for (Placed item : items) {
            boolean alone = item.cluster() < 0;
            int shared = alone ? 1 : both.getOrDefault(item, 1);
            precision += alone ? 1 : (double) shared / clusters.getOrDefault(item.cluster(), 1);
            recall += (double) shared / groups.getOrDefault(item.category(), 1);
        }
        int all = Math.max(1, items.size());
        return new BCubed(precision / all, recall / all);
    }

    double f1() {
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }
}
