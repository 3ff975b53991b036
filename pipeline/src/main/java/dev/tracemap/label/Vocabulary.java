package dev.tracemap.label;

import dev.tracemap.label.Portrait.Member;
import dev.tracemap.summary.Summary;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which words belong to which cluster: how many of its members use them, against how many of its siblings' members.
final class Vocabulary {
    /// Keeps rare words from looking infinitely distinctive.
    private static final double SMOOTHING = 0.01;

    private final Map<Integer, Map<String, Integer>> members = new HashMap<>();
    private final Map<String, Integer> everywhere = new HashMap<>();
    private final Map<Integer, Integer> sizes = new HashMap<>();
    private final Map<String, Map<String, Integer>> written = new HashMap<>();
    private int total;

    Vocabulary(List<Portrait> clusters) {
        for (Portrait cluster : clusters) {
            Map<String, Integer> counts = new HashMap<>();
            for (Member member : cluster.members()) {
                Terms.of(words(member.summary())).forEach((term, word) -> {
                    counts.merge(term, 1, Integer::sum);
                    everywhere.merge(term, 1, Integer::sum);
                    written.computeIfAbsent(term, key -> new HashMap<>()).merge(word, 1, Integer::sum);
                });
            }
            members.put(cluster.id(), counts);
            sizes.put(cluster.id(), cluster.size());
            total += cluster.size();
        }
    }

    /// Share of the cluster's members that use the term.
    double share(int cluster, String term) {
        return (double) count(cluster, term) / sizes.getOrDefault(cluster, 1);
    }

    Set<String> terms(int cluster) {
        return members.getOrDefault(cluster, Map.of()).keySet();
    }

    /// How much more the cluster uses the term than its siblings do, in powers of two; negative if less.
    double distinction(int cluster, String term) {
        int others = total - sizes.getOrDefault(cluster, 0);
        double elsewhere =
                others == 0 ? 0 : (double) (everywhere.getOrDefault(term, 0) - count(cluster, term)) / others;
        double ratio = (share(cluster, term) + SMOOTHING) / (elsewhere + SMOOTHING);
        return others == 0 ? 1 : Math.log(ratio) / Math.log(2);
    }

    /// How much a term says about a cluster: used by many of its members and by few others.
    double weight(int cluster, String term) {
        return share(cluster, term) * distinction(cluster, term);
    }

    /// The cluster's words that say most about it against one sibling, best first, as they are mostly written.
    List<String> against(int cluster, int sibling, int most) {
        record Scored(String term, double score) {}
        List<Scored> scored = new ArrayList<>();
        for (String term : members.getOrDefault(cluster, Map.of()).keySet()) {
            double here = share(cluster, term);
            double there = sibling == cluster ? 0 : share(sibling, term);
            double score = (here - there) * Math.max(0.1, distinction(cluster, term));
            if (here - there > 0.05 && count(cluster, term) > 1) {
                scored.add(new Scored(term, score));
            }
        }
        scored.sort(Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::term));
        return scored.stream().limit(most).map(one -> spelled(one.term())).toList();
    }

    /// The words of a member by which it is compared: its title and what the user asks for.
    private static String words(Summary summary) {
        return summary.bullets().isEmpty()
                ? summary.title()
                : summary.title() + "\n" + summary.bullets().getFirst().text();
    }

    private int count(int cluster, String term) {
        return members.getOrDefault(cluster, Map.of()).getOrDefault(term, 0);
    }

    /// As the term is mostly written.
    String spelled(String term) {
        return written.getOrDefault(term, Map.of()).entrySet().stream()
                .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .orElse(term);
    }
}
