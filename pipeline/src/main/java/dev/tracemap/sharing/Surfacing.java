package dev.tracemap.sharing;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Which clusters of a run may be seen.
///
/// What is hidden can be worked out as the rest of the whole, so it needs a crowd of its own: where it has none, the
/// smallest clusters that might be seen are hidden with it until it has (complementary suppression).
///
/// @param clusters that may be seen
/// @param hidden all other items, those in no cluster included; empty, or enough to be counted. Where there is never
///     enough, nothing may be seen at all, and this is empty too
record Surfacing(Set<Integer> clusters, List<SharedItem> hidden) {

    /// @param removed clusters that must not be seen whatever their crowd
    static Surfacing of(Collection<SharedItem> items, Set<Integer> removed, Thresholds least) {
        Map<Integer, List<SharedItem>> open = new TreeMap<>();
        items.forEach(item ->
                open.computeIfAbsent(item.cluster(), _ -> new ArrayList<>()).add(item));
        List<SharedItem> hidden = new ArrayList<>();
        for (int cluster : List.copyOf(open.keySet())) {
            List<SharedItem> members = open.getOrDefault(cluster, List.of());
            if (cluster < 0 || removed.contains(cluster) || !Crowd.of(members).enough(least)) {
                hidden.addAll(members);
                open.remove(cluster);
            }
        }
        List<Integer> smallestFirst = open.keySet().stream()
                .sorted(Comparator.comparingInt((Integer cluster) ->
                                open.getOrDefault(cluster, List.of()).size())
                        .thenComparing(Comparator.reverseOrder()))
                .toList();
        for (int cluster : smallestFirst) {
            if (hidden.isEmpty() || Crowd.of(hidden).enough(least)) {
                break;
            }
            hidden.addAll(open.getOrDefault(cluster, List.of()));
            open.remove(cluster);
        }
        boolean countable = Crowd.of(hidden).enough(least);
        return new Surfacing(new TreeSet<>(open.keySet()), countable ? hidden : List.of());
    }
}
