package dev.tracemap.label;

import dev.tracemap.summary.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Names groups of clusters without a model. A name holds for every cluster of its group: all its words are used by
/// members of each of them. Where no telling words are shared, the name joins those of the largest clusters.
public final class GroupLabels {
    /// A word is shared when so many of each cluster's members use it.
    private static final double SHARED = 0.2;
    /// A shared word tells something when the group uses it more than the others do, in powers of two.
    private static final double TELLING = 0.5;

    private static final int LEAST_WORDS = 2;
    private static final int MOST_WORDS = 8;
    /// Of each title in a joined name, unless that is taken.
    private static final int FEW_WORDS = 4;
    /// Phrases are sought among so many members of each cluster, the most central ones.
    private static final int CANDIDATES = 40;
    private static final int SHOWN_CLUSTERS = 5;
    private static final int SHOWN_WORDS = 6;

    private final Map<Integer, Label> names;
    private final Vocabulary clusters;
    private final Vocabulary groups;
    private final List<Set<String>> taken = new ArrayList<>();

    private GroupLabels(Map<Integer, Label> names, Vocabulary clusters, Vocabulary groups) {
        this.names = names;
        this.clusters = clusters;
        this.groups = groups;
    }

    /// @param siblings groups that are told apart, by id, each with its clusters, the largest first
    /// @param names of the clusters
    /// @return a label for each id, in the order given
    public static Map<String, Label> of(Map<String, List<Portrait>> siblings, Map<Integer, Label> names) {
        List<Portrait> all = siblings.values().stream().flatMap(List::stream).toList();
        List<Portrait> whole = new ArrayList<>();
        siblings.values().forEach(group -> whole.add(joined(whole.size(), group)));
        GroupLabels labels = new GroupLabels(names, new Vocabulary(all), new Vocabulary(whole));
        Map<String, Label> chosen = new LinkedHashMap<>();
        int index = 0;
        for (Map.Entry<String, List<Portrait>> group : siblings.entrySet()) {
            chosen.put(group.getKey(), labels.label(index++, group.getValue()));
        }
        return chosen;
    }

    private static Portrait joined(int id, List<Portrait> group) {
        return new Portrait(
                id,
                group.stream().flatMap(cluster -> cluster.members().stream()).toList(),
                new float[0]);
    }

    private Label label(int group, List<Portrait> below) {
        List<String> words = sharedWords(group, below);
        String title = title(group, below, words);
        List<String> lines = new ArrayList<>();
        lines.add(below.size() + " clusters: "
                + listed(below.stream().map(cluster -> quoted(cluster)).toList(), SHOWN_CLUSTERS));
        lines.add(
                words.isEmpty()
                        ? "No telling word is shared by all of them; they lie close to each other"
                        : "Each of them is about "
                                + String.join(", ", words.subList(0, Math.min(SHOWN_WORDS, words.size()))));
        return new Label(title, "- " + String.join("\n- ", lines));
    }

    private String quoted(Portrait cluster) {
        return "\"" + name(cluster) + "\"";
    }

    private String name(Portrait cluster) {
        Label label = names.get(cluster.id());
        return label == null ? "Cluster " + cluster.id() : label.title();
    }

    private static String listed(List<String> all, int most) {
        return all.size() <= most
                ? String.join(", ", all)
                : String.join(", ", all.subList(0, most)) + " and " + (all.size() - most) + " more";
    }

    private String title(int group, List<Portrait> below, List<String> words) {
        for (String phrase : phrases(group, below)) {
            if (take(phrase)) {
                return phrase;
            }
        }
        String shared = Phrase.capitalized(listed(words, 3).replaceAll(" and \\d+ more$", ""));
        if (words.size() > 1 && take(shared)) {
            return shared;
        }
        return joined(below, words);
    }

    /// The word that all share, if there is one, with what the two largest clusters have for themselves; a few words of
    /// each, so that it can be read at a glance.
    private String joined(List<Portrait> below, List<String> words) {
        String lead =
                words.isEmpty() || words.getFirst().length() < 3 ? "" : Phrase.capitalized(words.getFirst()) + ": ";
        String rest = below.size() > 2 ? " and " + (below.size() - 2) + " more" : "";
        for (int most = FEW_WORDS; most <= MOST_WORDS; most++) {
            String title = lead + brief(name(below.get(0)), most) + " / " + brief(name(below.get(1)), most) + rest;
            if (most == MOST_WORDS || take(title)) {
                return title;
            }
        }
        throw new IllegalStateException("the loop ends with a title");
    }

    /// The beginning of a title, not ending in a small word.
    private static String brief(String title, int most) {
        List<String> words = List.of(title.strip().split("\\s+"));
        int end = Math.min(most, words.size());
        while (end > 1 && end < words.size() && Words.content(words.get(end - 1)) == 0) {
            end--;
        }
        return String.join(" ", words.subList(0, end)).replaceAll("[,;:.]+$", "");
    }

    /// Whether no sibling has said nearly the same.
    private boolean take(String title) {
        Set<String> terms = new HashSet<>(Terms.of(title).keySet());
        boolean free = taken.stream().noneMatch(other -> Titles.alike(other, terms));
        if (free) {
            taken.add(terms);
        }
        return free;
    }

    private record Scored(String text, double score) {}

    private static List<String> best(List<Scored> scored) {
        return scored.stream()
                .sorted(Comparator.comparingDouble(Scored::score).reversed().thenComparing(Scored::text))
                .map(Scored::text)
                .toList();
    }

    /// As they are mostly written, the most telling first.
    private List<String> sharedWords(int group, List<Portrait> below) {
        List<Scored> scored = new ArrayList<>();
        for (String term : groups.terms(group)) {
            double least = least(below, term);
            double distinction = groups.distinction(group, term);
            String word = groups.spelled(term);
            if (least >= SHARED && distinction >= TELLING && Words.content(word) > 0) {
                scored.add(new Scored(word, least * distinction));
            }
        }
        return best(scored);
    }

    /// The share of members that use the term, in the cluster that uses it least.
    private double least(List<Portrait> below, String term) {
        return below.stream()
                .mapToDouble(cluster -> clusters.share(cluster.id(), term))
                .min()
                .orElse(0);
    }

    /// Pieces of members' titles all of whose words are shared, best first.
    private List<String> phrases(int group, List<Portrait> below) {
        Set<String> pieces = new LinkedHashSet<>();
        for (Portrait cluster : below) {
            for (Portrait.Member member : cluster.members().subList(0, Math.min(CANDIDATES, cluster.size()))) {
                pieces.addAll(Phrase.pieces(Phrase.general(member.summary().title()), LEAST_WORDS, MOST_WORDS));
            }
        }
        Map<String, Double> least = new HashMap<>();
        List<Scored> scored = new ArrayList<>();
        for (String piece : pieces) {
            Set<String> terms = Terms.of(piece).keySet();
            boolean shared = terms.size() > 1
                    && terms.stream().allMatch(term -> least.computeIfAbsent(term, key -> least(below, key)) >= SHARED)
                    && terms.stream().anyMatch(term -> groups.distinction(group, term) >= TELLING);
            if (shared) {
                double score = 0;
                for (String term : terms) {
                    score += least.getOrDefault(term, 0.0) * groups.distinction(group, term);
                }
                scored.add(new Scored(Phrase.capitalized(piece), score / Math.sqrt(Phrase.words(piece))));
            }
        }
        return best(scored);
    }
}
