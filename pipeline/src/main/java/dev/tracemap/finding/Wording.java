package dev.tracemap.finding;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What words give away: references, questions, refusals, numbers. English where words decide.
final class Wording {
    /// Letters and digits in one token, at least five: `JOB7830`, `sofia_kim_7287`, `#W2417`; or a long number.
    private static final Pattern REFERENCE =
            Pattern.compile("\\b(?=[\\w-]*\\d)(?=[\\w-]*[A-Za-z])[A-Za-z0-9][\\w-]{3,}[A-Za-z0-9]\\b|\\b\\d{6,}\\b");
    /// Such tokens that are words, dates, sizes or times all the same: `10km`, `2024-05-27`, `15th`, `12-year-old`.
    private static final Pattern NO_REFERENCE = Pattern.compile(
            "\\d+(st|nd|rd|th|s|k|m|kg|km|cm|mm|ml|mb|gb|tb|ms|min|h|am|pm|x\\d*)|\\d+-[a-z-]+|[a-z]+-\\d{1,2}|\\d{4}-\\d\\d.*"
                    + "|(covid|gpt|python|java|utf|sha|base|mp|http|ipv|win|top|web)-?\\d+.*",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern REFUSAL = Pattern.compile(
            "\\b(not (allowed|permitted|authori[sz]ed) to|out(side)?( of)? (my|our|the) (remit|scope|area|responsibilit)"
                    + "|beyond my (remit|scope)|(i|we) (must |have to |will |respectfully )*(decline|refuse)\\b"
                    + "|(can(no|['’])t|can not|unable to|not able to|won['’]t) (share|discuss|disclose|assist|help|answer|comply|talk"
                    + "|do that|fulfil)|against (my|our|the) (policy|policies|guidelines|rules)"
                    + "|for (safety|security|privacy|legal|compliance) reasons)",
            Pattern.CASE_INSENSITIVE);

    /// The user only wants to know.
    private static final Pattern QUESTION = Pattern.compile(
            "\\?|^\\W*(what|which|who|whose|when|where|why|how|is|are|was|were|does|did|do|has|have|tell|show|list|find"
                    + "|look|report|check|read|explain|describe|summari[sz]e|compare|search|count)\\b|\\basks? (for|about|what|which|when|where|how)\\b",
            Pattern.CASE_INSENSITIVE);
    /// The user wants something done, or agrees that it be done.
    private static final Pattern ORDER = Pattern.compile(
            "\\b(change|make|set|switch|update|edit|modify|cancel|book|buy|pay|refund|return|exchange|replace|add|remove"
                    + "|delete|create|write|fix|move|rename|send|put|save|store|submit|upgrade|downgrade|reserve|schedule"
                    + "|apply|assign|enter|record|register|implement|build|deploy|install|run|yes|yeah|sure|ok|okay|go ahead"
                    + "|proceed|confirm\\w*|please do|do it|want\\w*|need\\w*|like to|would like|should|turn|open|close|start"
                    + "|stop|enable|disable|reset|correct|adjust|increase|decrease|reduce|extend|renew|transfer|upload"
                    + "|insert|clear|mark|raise|lower|postpone|bring|keep|let['’]?s)\\b|^\\W*(please )?order\\b"
                    // "Can you raise it?" asks for a deed, "can you tell me?" does not.
                    + "|\\b(?<!how )(?<!what )(can|could|would|will|won['’]t|may) (you|we|i|it|the [\\w ]{1,30}) (?:(?:please|also|just) )?"
                    + "(?!tell|show|say|check|look|find|list|explain|see|know|ask|search|describe|read|be|help)\\w+"
                    // So do "may I ask you to move it?" and "is it possible to move it?".
                    + "|\\b(?:ask you|possible) to (?!tell|show|say|check|look|find|list|explain|see|know|get|have)\\w+",
            Pattern.CASE_INSENSITIVE);

    /// With these words a refusal says that it is one, and nothing of why.
    private static final Set<String> REFUSING = Set.of(
            "sorry",
            "afraid",
            "apologize",
            "apologise",
            "apologies",
            "unfortunately",
            "cannot",
            "can't",
            "can’t",
            "can",
            "not",
            "unable",
            "able",
            "won't",
            "won’t",
            "will",
            "must",
            "have",
            "decline",
            "refuse",
            "respectfully",
            "help",
            "assist",
            "answer",
            "comply",
            "fulfil",
            "discuss",
            "share",
            "request",
            "question",
            "that",
            "this",
            "with",
            "goes",
            "against",
            "guidelines",
            "policy",
            "policies",
            "rules",
            "allowed",
            "permitted",
            "i'm",
            "i’m",
            "but",
            "it",
            "to",
            "the",
            "my",
            "our",
            "you",
            "your",
            "and",
            "for",
            "am",
            "do",
            "kind",
            "type",
            "sort");

    private static final Map<String, Integer> NUMBERS = Map.ofEntries(
            Map.entry("a", 1),
            Map.entry("one", 1),
            Map.entry("single", 1),
            Map.entry("two", 2),
            Map.entry("three", 3),
            Map.entry("four", 4),
            Map.entry("five", 5),
            Map.entry("six", 6),
            Map.entry("seven", 7),
            Map.entry("eight", 8),
            Map.entry("nine", 9),
            Map.entry("ten", 10),
            Map.entry("twenty", 20),
            Map.entry("fifty", 50),
            Map.entry("hundred", 100));
    /// Matches what [#number] reads.
    static final String NUMBER =
            "(\\d{1,4}|an?|one|single|two|three|four|five|six|seven|eight|nine|ten|twenty|fifty|(?:a |one )?hundred)";

    private Wording() {}

    /// Names of records in a text, in lower case and in order.
    static Set<String> references(String text) {
        Set<String> references = new LinkedHashSet<>();
        REFERENCE
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .filter(token -> !NO_REFERENCE.matcher(token).matches())
                .forEach(token -> references.add(token.toLowerCase(Locale.ROOT)));
        return references;
    }

    static boolean contains(String text, String lowerCase) {
        return text.toLowerCase(Locale.ROOT).contains(lowerCase);
    }

    static boolean refuses(String text) {
        return REFUSAL.matcher(text).find();
    }

    /// Refuses in words that would fit any request.
    static boolean givesNoReason(String text) {
        return words(text).stream().allMatch(word -> word.length() < 3 || REFUSING.contains(word));
    }

    /// Asks to be told, and for nothing to be done.
    static boolean onlyAsks(String request) {
        return QUESTION.matcher(request).find() && !ORDER.matcher(request).find();
    }

    static @Nullable Integer number(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        if (lower.matches("\\d{1,4}")) {
            return Integer.valueOf(lower);
        }
        if (lower.endsWith("hundred")) {
            return 100;
        }
        return NUMBERS.get(lower.equals("an") ? "a" : lower);
    }

    static List<String> words(String text) {
        return Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’_-]*")
                .matcher(text)
                .results()
                .map(match -> match.group().toLowerCase(Locale.ROOT))
                .toList();
    }
}
