package dev.tracemap.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// A sentence as a headline: at most ten words, without greetings, polite frames and names of single things.
final class Headline {
    private static final int MOST_WORDS = 10;
    private static final int MOST_CHARACTERS = 80;
    private static final int LEAST_WORDS = 3;

    private static final Pattern LEAD = Pattern.compile(
            "^(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day)|dear \\w+|thanks|thank you|ok|okay|sure"
                    + "|great|alright|yes|yeah|no|well|so|and|also|but|then|now|please|sorry|excuse me|actually"
                    + "|in that case|first(?:ly)?|second(?:ly)?|third(?:ly)?|finally|lastly|got it|i see|understood|perfect)\\b(?: (?:there|again|team|all|everyone|so much|very much))*"
                    + "[\\s,!.;:–—-]*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern FRAME = Pattern.compile(
            "^(?:(?:i was|i am|i'm) wondering if (?:you|i) (?:can|could)"
                    + "|(?:can|could|would|will) you (?:please |kindly |maybe )*(?:help me|assist me|tell me|help)?"
                    + "|(?:i|we)(?:'d| would| will|'ll)? ?(?:really |just |also |still |urgently )*"
                    + "(?:like|love|want|need|wish|have)(?: some)?(?: (?:your )?(?:help|assistance))?"
                    + "|(?:i am|i'm|we are|we're) (?:just |also |currently )*(?:trying|looking|hoping|calling|writing|contacting you|reaching out)"
                    + "|(?:please )?help(?: me)?|is it possible|do you know"
                    + "|my (?:question|request|task) is)"
                    + "\\b[\\s,:-]*(?:(?:help|assistance)\\b\\s*)?(?:with |to |for |in |about |on |regarding )*",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern POLITE_END =
            Pattern.compile("[\\s,]+(?:please|thanks|thank you|kindly|asap)[\\s.,!?]*$", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAMED_THING =
            Pattern.compile("\\([^()]{0,200}\\)|\\S+@\\S+|[$€£¥]\\s?\\d[\\d.,]*|#\\w+"
                    + "|\\b(?=[\\w-]*\\d)(?=[\\w-]*[A-Za-z])[\\w-]{5,}\\b|\\b\\d[\\d.,:/-]{2,}\\b");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Set<String> CLAUSE_STARTS = Set.of(
            "because", "but", "so", "since", "which", "who", "and", "as", "while", "although", "or", "if", "when");

    private Headline() {}

    static String of(String sentence) {
        String text = BLANKS.matcher(sentence).replaceAll(" ").strip();
        text = orElse(NAMED_THING.matcher(text).replaceAll(" "), text);
        text = BLANKS.matcher(text).replaceAll(" ").strip();
        text = orElse(unframed(text), text);
        text = POLITE_END.matcher(text).replaceFirst("");
        return capitalized(trimmed(shortened(text)));
    }

    /// Takes away lead-ins as long as something that says enough remains.
    private static String unframed(String sentence) {
        String text = sentence;
        String before;
        do {
            before = text;
            text = orElse(LEAD.matcher(text).replaceFirst(""), text);
            text = orElse(FRAME.matcher(text).replaceFirst(""), text);
        } while (!before.equals(text));
        return text;
    }

    private static String orElse(String text, String otherwise) {
        return Words.content(text) == 0 ? otherwise : text;
    }

    private static String shortened(String text) {
        List<String> words = List.of(text.split(" ", -1));
        if (words.size() <= MOST_WORDS) {
            return cut(text);
        }
        List<String> kept = new ArrayList<>(words.subList(0, clauseEnd(words)));
        while (kept.size() > LEAST_WORDS && Words.isEmpty(bare(kept.getLast()))) {
            kept.removeLast();
        }
        return cut(String.join(" ", kept));
    }

    /// Where the last whole clause ends that fits.
    private static int clauseEnd(List<String> words) {
        for (int end = MOST_WORDS; end > LEAST_WORDS; end--) {
            boolean mark = ",;:.!?–—"
                            .indexOf(
                                    words.get(end - 1).charAt(words.get(end - 1).length() - 1))
                    >= 0;
            boolean clause = CLAUSE_STARTS.contains(bare(words.get(end)));
            if (mark || clause || words.get(end).equals("–") || words.get(end).equals("—")) {
                return end;
            }
        }
        return MOST_WORDS;
    }

    private static String bare(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}']", "");
    }

    /// Scripts without blanks have no words to count.
    private static String cut(String text) {
        if (text.length() <= MOST_CHARACTERS) {
            return text;
        }
        int end = text.offsetByCodePoints(0, Math.min(MOST_CHARACTERS, text.codePointCount(0, text.length())));
        int blank = text.lastIndexOf(' ', end);
        return text.substring(0, blank > MOST_CHARACTERS / 2 ? blank : end);
    }

    private static String trimmed(String text) {
        return text.replaceAll("\\s+([,.;:!?])", "$1")
                .replaceAll("^[\\s,.;:!–—-]+|[\\s,.;:!–—-]+$", "")
                .strip();
    }

    private static String capitalized(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT) + text.substring(first);
    }
}
