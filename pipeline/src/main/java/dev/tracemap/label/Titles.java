package dev.tracemap.label;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Chooses a title for each cluster such that no two are alike.
final class Titles {
    /// Titles are sought among this many members, the most central ones.
    private static final int CANDIDATES = 120;

    private static final int LEAST_WORDS = 3;
    private static final int MOST_WORDS = 10;
    /// Two titles that share this much of their words are taken for one another.
    private static final double ALIKE = 0.7;

    /// A word that fewer members use belongs to one of them rather than to the cluster.
    private static final double RARE = 0.05;

    private static final double RARE_PENALTY = 0.15;
    private static final double COMMON_GROUND = 0.3;
    private static final double EDGE_PENALTY = 0.3;

    private final Vocabulary vocabulary;
    private final List<Set<String>> taken = new ArrayList<>();
    private final Set<String> used = new HashSet<>();

    private record Candidate(String title, Set<String> terms, double score) {}

    private Titles(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /// Titles by id. The largest cluster chooses first.
    static Map<Integer, String> of(List<Portrait> clusters, Vocabulary vocabulary) {
        Titles titles = new Titles(vocabulary);
        Map<Integer, String> chosen = new TreeMap<>();
        clusters.stream()
                .sorted(Comparator.comparingInt(Portrait::size).reversed().thenComparingInt(Portrait::id))
                .forEach(cluster -> chosen.put(cluster.id(), titles.choose(cluster)));
        return chosen;
    }

    private String choose(Portrait cluster) {
        List<Candidate> candidates = candidates(cluster);
        if (candidates.isEmpty()) {
            return unused("Cluster " + cluster.id());
        }
        Candidate best = candidates.stream()
                .filter(candidate -> taken.stream().noneMatch(terms -> alike(terms, candidate.terms())))
                .findFirst()
                .orElse(candidates.getFirst());
        boolean distinct = taken.stream().noneMatch(terms -> alike(terms, best.terms()));
        taken.add(best.terms());
        boolean complete = distinct && Phrase.words(best.title()) >= LEAST_WORDS;
        return unused(complete ? best.title() : extended(best, cluster));
    }

    /// Titles for a cluster, best first.
    private List<Candidate> candidates(Portrait cluster) {
        Map<String, Candidate> byTitle = new HashMap<>();
        int looked = Math.min(CANDIDATES, cluster.size());
        for (int rank = 0; rank < looked; rank++) {
            String title = Phrase.general(cluster.members().get(rank).summary().title());
            double closeness = 1 - EDGE_PENALTY * rank / looked;
            for (String phrase : Phrase.beginnings(title, LEAST_WORDS, MOST_WORDS)) {
                Set<String> terms = Terms.of(phrase).keySet();
                if (!terms.isEmpty()) {
                    Candidate candidate = new Candidate(phrase, terms, closeness * score(cluster.id(), terms));
                    byTitle.merge(phrase, candidate, (a, b) -> a.score() >= b.score() ? a : b);
                }
            }
        }
        return byTitle.values().stream()
                .sorted(Comparator.comparingDouble(Candidate::score).reversed().thenComparing(Candidate::title))
                .toList();
    }

    private double score(int cluster, Set<String> terms) {
        double score = 0;
        for (String term : terms) {
            double share = vocabulary.share(cluster, term);
            score += share * (COMMON_GROUND + vocabulary.distinction(cluster, term));
            score -= share < RARE ? RARE_PENALTY : 0;
        }
        return score / Math.sqrt(terms.size() + 1.0);
    }

    /// Adds what sets the cluster apart: its words, else its tools.
    private String extended(Candidate candidate, Portrait cluster) {
        List<String> words = vocabulary.against(cluster.id(), cluster.id(), 8).stream()
                .filter(word -> !candidate.terms().containsAll(Terms.of(word).keySet()))
                .toList();
        int room = MOST_WORDS - Phrase.words(candidate.title());
        if (!words.isEmpty() && room > 0) {
            return candidate.title() + ": "
                    + String.join(", ", words.subList(0, Math.min(Math.min(2, room), words.size())));
        }
        return cluster.topSequences().keySet().stream()
                .findFirst()
                .map(sequence -> candidate.title() + " with " + sequence.substring(sequence.lastIndexOf(' ') + 1))
                .orElse(candidate.title());
    }

    /// A number tells apart what words do not.
    private String unused(String title) {
        String free = title;
        for (int n = 2; !used.add(free.toLowerCase(Locale.ROOT)); n++) {
            free = title + " (" + n + ")";
        }
        return free;
    }

    /// Whether two titles say nearly the same; of texts without telling words nothing is known.
    static boolean alike(Set<String> one, Set<String> other) {
        Set<String> common = new HashSet<>(one);
        common.retainAll(other);
        int all = one.size() + other.size() - common.size();
        return all > 0 && (double) common.size() / all >= ALIKE;
    }
}
