package dev.tracemap.server.selftest;

import dev.tracemap.summary.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Somebody who reads a request and, knowing nothing else, says which of some clusters it belongs to by their names
/// alone. Here it is a scripted reader: it counts the words in common, rare ones more.
final class BlindMatch {
    /// As many names as are shown for each request, its own among them.
    static final int CHOICES = 10;

    private static final int LONGEST_STEM = 6;

    private final Map<Integer, Set<String>> names = new HashMap<>();
    private final Map<String, Integer> spread = new HashMap<>();

    /// @param names title and description by cluster
    BlindMatch(Map<Integer, String> names) {
        names.forEach((cluster, name) -> {
            Set<String> words = words(name);
            this.names.put(cluster, words);
            words.forEach(word -> spread.merge(word, 1, Integer::sum));
        });
    }

    record Asked(String request, int cluster) {}

    /// The share of the requests for which the right name is found.
    double share(List<Asked> requests, long seed) {
        Random random = new Random(seed);
        List<Integer> clusters =
                new ArrayList<>(names.keySet().stream().sorted().toList());
        double right = 0;
        for (Asked asked : requests) {
            List<Integer> shown = new ArrayList<>(clusters);
            shown.removeIf(cluster -> cluster == asked.cluster());
            Collections.shuffle(shown, random);
            right += chosen(asked, shown.subList(0, Math.min(CHOICES - 1, shown.size())));
        }
        return requests.isEmpty() ? 0 : right / requests.size();
    }

    /// 1 when the right name fits best; where several fit alike, the chance to guess it.
    private double chosen(Asked asked, List<Integer> others) {
        Set<String> words = words(asked.request());
        double own = fit(words, asked.cluster());
        int alike = 1;
        for (int other : others) {
            double fit = fit(words, other);
            if (fit > own) {
                return 0;
            }
            alike += fit == own ? 1 : 0;
        }
        return 1.0 / alike;
    }

    private double fit(Set<String> request, int cluster) {
        Set<String> name = names.getOrDefault(cluster, Set.of());
        double fit = 0;
        for (String word : name) {
            if (request.contains(word)) {
                fit += Math.log(1 + (double) names.size() / spread.getOrDefault(word, 1));
            }
        }
        return fit / Math.sqrt(1.0 + name.size());
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>();
        for (String word : Words.of(text.toLowerCase(Locale.ROOT))) {
            if (!Words.isEmpty(word)) {
                words.add(word.substring(0, Math.min(LONGEST_STEM, word.length())));
            }
        }
        return words;
    }
}
