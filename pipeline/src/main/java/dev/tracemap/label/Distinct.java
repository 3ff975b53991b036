package dev.tracemap.label;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Keeps siblings apart by name.
final class Distinct {
    private Distinct() {}

    /// Pairs of clusters whose titles are the same or say nearly the same.
    static List<List<Integer>> alike(Map<Integer, Label> labels) {
        List<Map.Entry<Integer, Label>> named = labels.entrySet().stream()
                .filter(entry -> entry.getKey() != Portrait.NOISE)
                .sorted(Map.Entry.comparingByKey())
                .toList();
        List<Set<String>> terms = named.stream()
                .map(entry -> Terms.of(entry.getValue().title()).keySet())
                .toList();
        List<List<Integer>> pairs = new ArrayList<>();
        for (int i = 0; i < named.size(); i++) {
            for (int j = i + 1; j < named.size(); j++) {
                if (same(
                                named.get(i).getValue().title(),
                                named.get(j).getValue().title())
                        || Titles.alike(terms.get(i), terms.get(j))) {
                    pairs.add(List.of(named.get(i).getKey(), named.get(j).getKey()));
                }
            }
        }
        return pairs;
    }

    /// The agent's labels, and the others where it gave none or one that a larger sibling has already.
    static Map<Integer, Label> merge(List<Portrait> clusters, Map<Integer, Label> agent, Map<Integer, Label> others) {
        Map<Integer, Label> merged = new TreeMap<>();
        clusters.stream()
                .sorted(Comparator.comparingInt(Portrait::size).reversed().thenComparingInt(Portrait::id))
                .forEach(cluster -> merged.put(cluster.id(), choose(cluster.id(), merged, agent, others)));
        return new LinkedHashMap<>(merged);
    }

    private static Label choose(
            int id, Map<Integer, Label> taken, Map<Integer, Label> agent, Map<Integer, Label> others) {
        Label other = others.getOrDefault(id, new Label("Cluster " + id, ""));
        Label written = agent.get(id);
        if (id == Portrait.NOISE) {
            return written == null ? other : written;
        }
        if (written != null && isFree(written.title(), taken)) {
            return written;
        }
        String description = written == null ? other.description() : written.description();
        String title = other.title();
        for (int n = 2; !isFree(title, taken); n++) {
            title = other.title() + " (" + n + ")";
            if (taken.values().stream().map(Label::title).noneMatch(title::equalsIgnoreCase)) {
                break; // nearly the same words, but a name of its own
            }
        }
        return new Label(title, description);
    }

    private static boolean isFree(String title, Map<Integer, Label> taken) {
        Set<String> terms = Terms.of(title).keySet();
        return taken.values().stream()
                .noneMatch(label -> same(label.title(), title)
                        || Titles.alike(Terms.of(label.title()).keySet(), terms));
    }

    private static boolean same(String one, String other) {
        return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
    }
}
