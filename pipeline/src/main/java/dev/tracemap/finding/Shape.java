package dev.tracemap.finding;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.facet.Languages;
import dev.tracemap.finding.Clue.Place;
import dev.tracemap.trace.Conversation.Said;
import dev.tracemap.trace.Span;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whether the answer has the form, the length and the language that were asked for.
final class Shape {
    private static final Pattern JSON_WANTED = Pattern.compile(
            "\\b(reply|respond|answer|return|output|give|report|format\\w*|produce|provide|send)\\b[^.?!\\n]{0,80}\\bJSON\\b",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern TABLE_WANTED = Pattern.compile(
            "\\b(as|in) an? (markdown )?table\\b|\\b(reply|respond|answer|return|output|give)\\b[^.?!\\n]{0,60}\\b(as|in) CSV\\b",
            Pattern.CASE_INSENSITIVE);
    /// What is to become a file or a program is not the answer's own form.
    private static final Pattern ELSEWHERE = Pattern.compile(
            "\\b(file|script|function|code|parse|endpoint|api|schema|test)s?\\b", Pattern.CASE_INSENSITIVE);
    private static final Pattern BRACED_KEYS = Pattern.compile("\\{([^{}]*)\\}");
    private static final Pattern QUOTED = Pattern.compile("[\"'`](\\w[\\w -]*)[\"'`]");
    private static final Pattern SLASHED_KEYS =
            Pattern.compile("\\bJSON\\s+(\\w+(?:/\\w+)+)", Pattern.CASE_INSENSITIVE);

    private static final Pattern WORDS = limit("words?");
    private static final Pattern SENTENCES = limit("(?:short )?(?:sentences?|lines?)");
    private static final int LINE = 25;

    private static final Pattern LANGUAGE_NAMED = Pattern.compile(
            "\\b(translat\\w*|english|german|french|spanish|italian|portuguese|dutch|polish|russian|chinese|japanese|korean"
                    + "|arabic|turkish|swedish|danish|deutsch|englisch\\w*|auf (deutsch|englisch)|anglais|français|inglés|español"
                    + "|inglese|italiano|language|sprache|langue|idioma|lingua)\\b",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);

    /// Capitalised in the middle of a sentence: a name says nothing of the language around it.
    private static final Pattern NAME = Pattern.compile("(?<=[\\p{L}\\p{N},;:'’)] )\\p{Lu}[\\p{L}'’-]*");

    private Shape() {}

    static List<Clue> in(Evidence evidence) {
        List<Clue> clues = new ArrayList<>();
        boolean languageNamed = LANGUAGE_NAMED.matcher(evidence.instructions()).find();
        Set<String> spoken = new HashSet<>();
        for (Turn turn : evidence.turns()) {
            Said reply = turn.reply();
            languageNamed |= LANGUAGE_NAMED.matcher(turn.asked()).find();
            String asked = Languages.ofMessage(turn.asked());
            if (asked != null) {
                spoken.add(asked);
            }
            if (reply != null) {
                format(turn, reply, clues);
                length(turn, reply, clues);
                if (!languageNamed) {
                    language(turn, reply, asked, spoken, clues);
                }
            }
        }
        cutOff(evidence, clues);
        return clues;
    }

    private static void format(Turn turn, Said reply, List<Clue> clues) {
        String asked = turn.asked();
        if (ELSEWHERE.matcher(asked).find()) {
            return;
        }
        String text = reply.message().text();
        String wrong = null;
        if (JSON_WANTED.matcher(asked).find()) {
            wrong = jsonFault(Json.read(text), text, keys(asked));
        } else if (TABLE_WANTED.matcher(asked).find()
                && text.lines()
                                .filter(line -> line.contains("|") || line.contains(",") || line.contains("\t"))
                                .count()
                        < 2) {
            wrong = "The user asked for a table, and the answer has none.";
        }
        if (wrong != null) {
            clues.add(Clue.of(FindingKind.FORMAT_VIOLATION, wrong, Place.of(turn.request()), Place.of(reply)));
        }
    }

    private static @Nullable String jsonFault(@Nullable JsonNode json, String text, List<String> keys) {
        if (json == null) {
            boolean meant = text.strip().startsWith("{") || text.strip().startsWith("[") || text.contains("```json");
            return meant
                    ? "The user asked for JSON, and the answer is not valid JSON."
                    : "The user asked for JSON, and the answer has none.";
        }
        JsonNode one = json.isArray() && !json.isEmpty() ? json.get(0) : json;
        List<String> missing = keys.stream().filter(key -> !one.has(key)).toList();
        return missing.isEmpty() || (json.isArray() && json.isEmpty())
                ? null
                : "The user asked for JSON with " + String.join(", ", keys) + ", and the answer lacks "
                        + String.join(", ", missing) + ".";
    }

    /// The keys that the user names: `{"ref", "value"}` or `JSON ref/value`.
    private static List<String> keys(String asked) {
        Matcher slashed = SLASHED_KEYS.matcher(asked);
        if (slashed.find()) {
            return List.of(slashed.group(1).split("/", -1));
        }
        Matcher braced = BRACED_KEYS.matcher(asked);
        List<String> keys = new ArrayList<>();
        if (braced.find()) {
            for (String field : braced.group(1).split(",", -1)) {
                Matcher quoted = QUOTED.matcher(field);
                if (quoted.lookingAt() || quoted.find()) {
                    keys.add(quoted.group(1));
                }
            }
        }
        return keys;
    }

    private static void length(Turn turn, Said reply, List<Clue> clues) {
        String text = reply.message().text();
        int words = Wording.words(text).size();
        Integer most = most(WORDS, turn.asked());
        if (most != null && words > most * 1.2 + 2) {
            clues.add(
                    tooLong(turn, reply, "The user wanted at most " + most + " words; the answer has " + words + "."));
            return;
        }
        Integer lines = most(SENTENCES, turn.asked());
        if (lines != null && words > LINE * lines && sentences(text) > lines) {
            clues.add(tooLong(
                    turn,
                    reply,
                    "The user wanted " + lines + (lines == 1 ? " line or sentence" : " lines or sentences")
                            + "; the answer has " + sentences(text) + " sentences and " + words + " words."));
        }
    }

    private static Clue tooLong(Turn turn, Said reply, String sentence) {
        return Clue.of(FindingKind.LENGTH_VIOLATION, sentence, Place.of(turn.request()), Place.of(reply));
    }

    private static int sentences(String text) {
        return (int) Pattern.compile("[.!?](\\s|$)").matcher(text).results().count();
    }

    /// "Five words at most", "at most 20 words", "one short line", "in two sentences".
    private static Pattern limit(String unit) {
        return Pattern.compile(
                "(?:\\b(?:at most|no more than|not more than|max(?:imum)?\\.?(?: of)?|up to|under|in|with|only|just|exactly|fewer than|less than)\\s+"
                        + Wording.NUMBER + "\\s+" + unit + "\\b)|(?:\\b" + Wording.NUMBER + "\\s+" + unit
                        + "\\b(?=[^.?!]{0,12}(?:at most|max|only|please|or (?:less|fewer)|,|:)))",
                Pattern.CASE_INSENSITIVE);
    }

    private static @Nullable Integer most(Pattern limit, String asked) {
        Matcher found = limit.matcher(asked);
        return found.find() ? Wording.number(found.group(1) == null ? found.group(2) : found.group(1)) : null;
    }

    /// A word of thanks is too short to tell its language, so any that the user has written is right.
    private static void language(Turn turn, Said reply, @Nullable String asked, Set<String> spoken, List<Clue> clues) {
        String answered =
                Languages.ofMessage(NAME.matcher(reply.message().text()).replaceAll(" "));
        if (asked != null && answered != null && !spoken.contains(answered) && !akin(asked, answered)) {
            clues.add(Clue.of(
                    FindingKind.WRONG_LANGUAGE,
                    "The user writes " + name(asked) + "; the answer is " + name(answered) + ".",
                    Place.of(turn.request()),
                    Place.of(reply)));
        }
    }

    /// Languages that a few words do not tell apart.
    private static boolean akin(String one, String other) {
        Set<String> both = Set.of(one, other);
        return List.of(
                        Set.of("no", "da"),
                        Set.of("no", "sv"),
                        Set.of("da", "sv"),
                        Set.of("es", "pt"),
                        Set.of("es", "ca"),
                        Set.of("cs", "sk"),
                        Set.of("ru", "uk"),
                        Set.of("ru", "bg"),
                        Set.of("hr", "sl"),
                        Set.of("id", "ms"),
                        Set.of("nl", "af"))
                .contains(both);
    }

    private static String name(String code) {
        return Locale.forLanguageTag(code).getDisplayLanguage(Locale.ENGLISH);
    }

    private static void cutOff(Evidence evidence, List<Clue> clues) {
        Span last = evidence.spans().stream()
                .filter(span -> span.work() instanceof Span.Generation)
                .reduce((_, later) -> later)
                .orElse(null);
        Said word = evidence.lastWord();
        if (last != null
                && word != null
                && last.work() instanceof Span.Generation generation
                && generation.finishReason() != null
                && generation
                        .finishReason()
                        .toLowerCase(Locale.ROOT)
                        .matches("length|max_(output_)?tokens|model_length")) {
            clues.add(Clue.of(
                    FindingKind.CUT_OFF_ANSWER,
                    "The last answer ends because the model reached its limit of tokens.",
                    Place.of(word)));
        }
    }
}
