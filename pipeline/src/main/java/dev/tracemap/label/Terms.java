package dev.tracemap.label;

import dev.tracemap.summary.Words;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The words of a text by which clusters are compared: those that say something, reduced to a stem.
final class Terms {
    private static final int SHORTEST_STEM = 4;

    private Terms() {}

    /// Stem → the word as it is written, in order of appearance. Scripts without blanks between words give pairs of
    /// signs.
    static Map<String, String> of(String text) {
        Map<String, String> terms = new LinkedHashMap<>();
        for (String word : Words.of(text)) {
            String lower = word.toLowerCase(Locale.ROOT);
            if (lower.codePoints().anyMatch(Words::isUnspaced)) {
                int[] signs = lower.codePoints().toArray();
                for (int i = 0; i + 1 < signs.length; i++) {
                    String pair = new String(signs, i, 2);
                    terms.putIfAbsent(pair, pair);
                }
            } else if (!Words.isEmpty(lower) && lower.chars().noneMatch(Character::isDigit)) {
                terms.putIfAbsent(stem(lower), lower);
            }
        }
        return terms;
    }

    /// Rough on purpose: it only has to bring `charged`, `charges` and `charging` together.
    private static String stem(String word) {
        String stem = word.endsWith("'s") ? word.substring(0, word.length() - 2) : word;
        for (String ending : new String[] {"ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "s", "y", "e"}) {
            if (stem.endsWith(ending) && stem.length() - ending.length() >= SHORTEST_STEM - 1) {
                String rest = stem.substring(0, stem.length() - ending.length());
                int last = rest.length() - 1;
                boolean doubled = last > 2
                        && rest.charAt(last) == rest.charAt(last - 1)
                        && "aeiouls".indexOf(rest.charAt(last)) < 0;
                return doubled ? rest.substring(0, last) : rest;
            }
        }
        return stem;
    }
}
