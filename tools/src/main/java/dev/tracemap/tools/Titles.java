package dev.tracemap.tools;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Compares titles by their words: order, case, endings and small words do not count.
final class Titles {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Set<String> SMALL = Set.of(
            "a", "an", "and", "are", "as", "at", "by", "can", "do", "does", "for", "from", "how", "i", "in", "into",
            "is", "it", "its", "me", "my", "not", "of", "on", "or", "that", "the", "their", "to", "was", "what", "when",
            "where", "which", "who", "with", "you", "your");

    private Titles() {}

    static int words(String title) {
        return title.isBlank() ? 0 : title.strip().split("\\s+", -1).length;
    }

    /// Two titles with equal keys say the same.
    static String key(String title) {
        return String.join(" ", content(title));
    }

    /// Words that stand in more than one title, the most frequent first; at most 30.
    static List<String> shared(Collection<String> titles) {
        Map<String, Integer> counts = new TreeMap<>();
        titles.forEach(title -> content(title).forEach(word -> counts.merge(word, 1, Integer::sum)));
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .sorted(Map.Entry.<String, Integer>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(30)
                .map(entry -> Untrusted.line(entry.getKey(), 40) + " (" + entry.getValue() + ")")
                .toList();
    }

    private static Set<String> content(String title) {
        return BETWEEN_WORDS
                .splitAsStream(title.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty() && !SMALL.contains(word))
                .map(word -> word.length() > 4 && word.endsWith("s") && !word.endsWith("ss")
                        ? word.substring(0, word.length() - 1)
                        : word)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
