package dev.tracemap.facet;

import java.lang.Character.UnicodeScript;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Names the languages of messages: by script where that decides, else by the small words every sentence needs.
public final class Languages {
    private static final int LONGEST_LOOK = 4_000;
    /// Divisible by the numbers of languages that usually share a word.
    private static final int WORD_WEIGHT = 60;
    private static final Pattern LINKS_AND_CODE =
            Pattern.compile("```.*?```|`[^`]*`|https?://\\S+|\\S+@\\S+|\\S*[\\d_/]\\S*", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("[\\p{L}]+(?:['’][\\p{L}]+)?");

    private Languages() {}

    static List<String> of(List<String> messages) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (String message : messages) {
            String language = ofMessage(message);
            if (language != null) {
                counts.merge(language, 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /// The ISO 639-1 code of one message, or null where it cannot be told.
    public static @Nullable String ofMessage(String message) {
        String head = message.substring(0, Math.min(message.length(), LONGEST_LOOK));
        String text = LINKS_AND_CODE.matcher(head).replaceAll(" ");
        Map<UnicodeScript, Integer> scripts = new LinkedHashMap<>();
        text.codePoints()
                .filter(Character::isLetter)
                .forEach(letter -> scripts.merge(UnicodeScript.of(letter), 1, Integer::sum));
        UnicodeScript main = scripts.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(UnicodeScript.COMMON);
        return switch (main) {
            case HAN -> scripts.containsKey(UnicodeScript.HIRAGANA) ? "ja" : "zh";
            case HIRAGANA, KATAKANA -> "ja";
            case HANGUL -> "ko";
            case CYRILLIC -> cyrillic(text);
            case ARABIC -> text.matches("(?s).*[پچژگ].*") ? "fa" : "ar";
            case HEBREW -> "he";
            case GREEK -> "el";
            case THAI -> "th";
            case DEVANAGARI -> "hi";
            case BENGALI -> "bn";
            case TAMIL -> "ta";
            case TELUGU -> "te";
            case GEORGIAN -> "ka";
            case ARMENIAN -> "hy";
            case LATIN -> latin(text);
            default -> null;
        };
    }

    private static String cyrillic(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.matches("(?s).*[іїєґ].*")) {
            return "uk";
        }
        boolean bulgarian = lower.contains("ъ") && !lower.matches("(?s).*[ыэё].*");
        return bulgarian ? "bg" : "ru";
    }

    /// The language with the most small words, each weighing the less the more languages share it; a letter that few
    /// languages use counts half a word. At a tie, or with hardly any such word, it cannot be told.
    private static @Nullable String latin(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        Map<String, Integer> scores = new LinkedHashMap<>();
        WORD.matcher(lower).results().forEach(word -> count(SmallWords.languages(word.group()), WORD_WEIGHT, scores));
        lower.codePoints()
                .distinct()
                .forEach(letter ->
                        count(SmallWords.languages(Character.toString(letter) + "*"), WORD_WEIGHT / 2, scores));
        int best = scores.values().stream().max(Comparator.naturalOrder()).orElse(0);
        List<String> winners = scores.entrySet().stream()
                .filter(entry -> entry.getValue() == best)
                .map(Map.Entry::getKey)
                .toList();
        return best >= WORD_WEIGHT / 2 && winners.size() == 1 ? winners.getFirst() : null;
    }

    private static void count(List<String> languages, int weight, Map<String, Integer> scores) {
        for (String language : languages) {
            scores.merge(language, weight / languages.size(), Integer::sum);
        }
    }
}
