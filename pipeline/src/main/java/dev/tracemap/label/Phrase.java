package dev.tracemap.label;

import dev.tracemap.summary.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// One member's title, put so that it can stand for many.
final class Phrase {
    private static final Pattern OPENING = Pattern.compile(
            "^(?:(?:i|we)(?:'ve|'m| have| am| was| were| had| got)(?: been)?(?: just| still| already| recently)*"
                    + "|it (?:looks|seems|appears) (?:like|that|as if)|there (?:is|are|was|were)|there's"
                    + "|(?:i|we) (?:just|still|already|recently)|tell me|show me|let me know)\\b\\s*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern ASKED_HOW =
            Pattern.compile("^how (?:do|can|should|would|could) (?:i|we|you)\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern OWN = Pattern.compile("\\b(?:my|our|mine) ", Pattern.CASE_INSENSITIVE);
    /// `fix that: the test fails` says after the colon what is meant.
    private static final Pattern POINTING =
            Pattern.compile("^[^:]{0,40}\\b(?:it|that|this|these|those): ", Pattern.CASE_INSENSITIVE);

    private static final Pattern ARTICLE = Pattern.compile("(?:a|an|the|one|some) .*", Pattern.CASE_INSENSITIVE);
    private static final Pattern ENDING = Pattern.compile("[\\s.,;:!?…-]+$");
    private static final Set<String> ADDING = Set.of(
            "after", "and", "as", "at", "because", "before", "but", "by", "during", "for", "from", "if", "in", "on",
            "or", "since", "so", "through", "until", "via", "when", "which", "while", "who", "with", "without");
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private Phrase() {}

    /// Drops the person: `I was charged twice for my order` → `Charged twice for the order`.
    static String general(String title) {
        String text = POINTING.matcher(title).replaceFirst("");
        text = Words.content(text) < 2 ? title : text;
        String opened = OPENING.matcher(text).replaceFirst("");
        text = Words.content(opened) < 2 ? text : opened;
        text = ASKED_HOW.matcher(text).replaceFirst("How to");
        text = OWN.matcher(text).replaceAll("the ").replaceFirst("^the ", "");
        text = ENDING.matcher(text).replaceAll("");
        return capitalized(BLANKS.matcher(text).replaceAll(" ").strip());
    }

    /// The phrase and those of its beginnings that can stand alone: cut before what only adds a circumstance.
    static List<String> beginnings(String phrase, int leastWords, int mostWords) {
        List<String> words = List.of(phrase.split(" ", -1));
        List<String> beginnings = new ArrayList<>();
        if (words.size() <= mostWords) {
            beginnings.add(phrase);
        }
        // An article is no word of its own: "A line chart" says as little as "Line chart".
        int least = ARTICLE.matcher(phrase).matches() ? leastWords + 1 : leastWords;
        for (int end = Math.min(words.size() - 1, mostWords); end >= least; end--) {
            boolean hangs = Words.isEmpty(words.get(end - 1).toLowerCase(Locale.ROOT));
            if (!hangs && ADDING.contains(words.get(end).toLowerCase(Locale.ROOT))) {
                beginnings.add(
                        ENDING.matcher(String.join(" ", words.subList(0, end))).replaceAll(""));
            }
        }
        return beginnings;
    }

    /// Runs of words out of the phrase that begin and end with one that says something.
    static List<String> pieces(String phrase, int leastWords, int mostWords) {
        List<String> words = List.of(phrase.split(" ", -1));
        List<String> pieces = new ArrayList<>();
        for (int begin = 0; begin + leastWords <= words.size(); begin++) {
            int last = Math.min(words.size(), begin + mostWords);
            for (int end = begin + leastWords; end <= last && says(words.get(begin)); end++) {
                if (says(words.get(end - 1))) {
                    pieces.add(ENDING.matcher(String.join(" ", words.subList(begin, end)))
                            .replaceAll(""));
                }
            }
        }
        return pieces;
    }

    private static boolean says(String word) {
        return !Words.isEmpty(ENDING.matcher(word.toLowerCase(Locale.ROOT)).replaceAll(""));
    }

    static int words(String phrase) {
        return phrase.isBlank() ? 0 : phrase.strip().split("\\s+", -1).length;
    }

    static String capitalized(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT) + text.substring(first);
    }
}
