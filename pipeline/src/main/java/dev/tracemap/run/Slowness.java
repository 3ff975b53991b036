package dev.tracemap.run;

import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Items in which a tool took far longer than the same tool does elsewhere: on logarithms, more than 3.5 robust
/// standard deviations above its median, at least three times as long, and more than two seconds. A tool with few
/// calls is held against all tools.
///
/// @param items in question
record Slowness(Set<ItemRef> items) {
    static final Slowness UNKNOWN = new Slowness(Set.of());

    /// Fewer items do not tell what is usual for a tool.
    private static final int FEW = 8;

    private static final double TIMES = 3;
    private static final double SECONDS = 2;

    Slowness {
        items = Set.copyOf(items);
    }

    static Slowness among(List<ItemDigest> digests) {
        Map<String, List<ItemDigest>> byTool = new TreeMap<>();
        for (ItemDigest digest : digests) {
            String tool = digest.facets().slowestTool();
            if (tool != null && seconds(digest) > 0) {
                byTool.computeIfAbsent(tool, _ -> new ArrayList<>()).add(digest);
            }
        }
        List<ItemDigest> all = byTool.values().stream().flatMap(List::stream).toList();
        Set<ItemRef> slow = new HashSet<>();
        for (List<ItemDigest> calls : byTool.values()) {
            double limit = limit(calls.size() < FEW ? all : calls);
            calls.stream()
                    .filter(call -> seconds(call) > Math.max(limit, SECONDS))
                    .map(ItemDigest::item)
                    .forEach(slow::add);
        }
        return new Slowness(slow);
    }

    boolean of(ItemDigest digest) {
        return items.contains(digest.item());
    }

    private static double limit(List<ItemDigest> calls) {
        double[] logs = calls.stream()
                .mapToDouble(Slowness::seconds)
                .map(Math::log)
                .sorted()
                .toArray();
        if (logs.length < FEW) {
            return Double.POSITIVE_INFINITY;
        }
        double median = Tails.median(logs);
        return Math.exp(median + Math.max(Tails.LIMIT * Tails.deviation(logs, median), Math.log(TIMES)));
    }

    private static double seconds(ItemDigest digest) {
        Double milliseconds = digest.facets().slowestToolMs();
        return milliseconds == null ? 0 : milliseconds / 1000;
    }
}
