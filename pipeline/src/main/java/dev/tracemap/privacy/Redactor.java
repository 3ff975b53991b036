package dev.tracemap.privacy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Replaces what identifies people or opens doors by what it was: `[EMAIL 1]`, `[CARD 2]`.
///
/// The same value has the same number all through a text, so that who did what can still be told. Numbers begin anew
/// with every text; so the result depends on the text alone. Line breaks and line numbers (`L007: `) stay. A text that
/// was redacted once does not change again. May be used by several threads at once.
public final class Redactor {
    /// Recognises what we know of, and nothing of the user's own.
    public static final Redactor STANDARD = new Redactor(List.of());

    private static final Pattern FRAME = Pattern.compile("(?m)^L\\d+: |\\R");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\[([A-Z ]{2,12}) (\\d{1,6})]");

    /// Blanks and marks as they stand in a JSON string that is part of a text, perhaps within another such string.
    private static final Pattern ESCAPED = Pattern.compile("\\\\++(?:[nrtbf\"']|u00(?:0[9ad]|2[267]|3[ce]))");

    /// Shorter values are not looked for a second time: too many other things are written like them.
    private static final int LEAST_SAID_AGAIN = 6;

    private final List<Pattern> own;

    /// What stands for a value, or for one line of it.
    record Found(int from, int to, Kind kind, String value) {
        /// The same for all ways of writing the value.
        String key() {
            String plain = value.replaceAll("[^\\p{L}\\p{N}@]", "");
            return plain.toLowerCase(Locale.ROOT);
        }
    }

    /// @param own the user's patterns, regular expressions as in Java, for names and whatever else shall not leave
    /// @throws IllegalArgumentException quoting the pattern that is not one, and why
    public Redactor(List<String> own) {
        this.own = own.stream().map(Redactor::compiled).toList();
    }

    private static Pattern compiled(String pattern) {
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "redact: '" + pattern + "' is not a regular expression: " + e.getDescription(), e);
        }
    }

    /// The user's patterns.
    public List<String> own() {
        return own.stream().map(Pattern::pattern).toList();
    }

    public String redact(String text) {
        return redact(text, "");
    }

    /// Replaces what is told of the text's source as well: a number may stand in an extract without the words by which
    /// the source shows what it is.
    ///
    /// @param source where the text was taken from
    public String redact(String text, String source) {
        Map<String, Integer> last = new HashMap<>();
        Map<String, Integer> numbers = new HashMap<>();
        placeholders(text, last);
        StringBuilder redacted = new StringBuilder(text.length());
        int done = 0;
        for (Found each : found(text, source)) {
            String word = each.kind().word();
            int number = numbers.computeIfAbsent(word + " " + each.key(), _ -> last.merge(word, 1, Integer::sum));
            redacted.append(text, done, each.from());
            redacted.append('[').append(word).append(' ').append(number).append(']');
            done = each.to();
        }
        return redacted.append(text, done, text.length()).toString();
    }

    /// Numbers that an earlier redaction has given are not given again.
    private static void placeholders(String text, Map<String, Integer> last) {
        Matcher matcher = PLACEHOLDER.matcher(text);
        while (matcher.find()) {
            last.merge(matcher.group(1), Integer.valueOf(matcher.group(2)), Integer::max);
        }
    }

    /// In the order of the text, without overlaps.
    List<Found> found(String text) {
        return found(text, "");
    }

    private List<Found> found(String text, String source) {
        String read = unescaped(text);
        BitSet taken = new BitSet(read.length());
        take(FRAME, read, taken);
        take(PLACEHOLDER, read, taken);
        List<Found> found = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            if (kind == Kind.NAME) {
                own.forEach(pattern -> find(kind, pattern, read, taken, found));
            } else if (kind.mayBeIn(read)) {
                find(kind, kind.pattern(), read, taken, found);
            }
        }
        findAgain(read, found, taken, found);
        if (!source.isEmpty()) {
            findAgain(read, found(source), taken, found);
        }
        found.sort(Comparator.comparingInt(Found::from));
        return found;
    }

    /// The text with blanks for what stands for blanks in JSON, each at its old place: `\nanna@…` is not `nanna@…`.
    private static String unescaped(String text) {
        return ESCAPED.matcher(text)
                .replaceAll(escape -> " ".repeat(escape.group().length()));
    }

    private static void take(Pattern pattern, String text, BitSet taken) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            taken.set(matcher.start(), matcher.end());
        }
    }

    private static void find(Kind kind, Pattern pattern, String text, BitSet taken, List<Found> found) {
        Matcher matcher = pattern.matcher(text);
        int from = 0;
        while (from <= text.length() && matcher.find(from)) {
            int group = kind == Kind.NAME ? 0 : secret(matcher);
            int begin = matcher.start(group);
            // What begins within another find is a wrong reading of it, such as a password as a mail's user.
            boolean within = kind != Kind.PRIVATE_KEY && begin < text.length() && taken.get(begin);
            int end = within ? begin : begin + kind.length(matcher.group(group));
            if (end > begin) {
                add(new Found(begin, end, kind, text.substring(begin, end)), taken, found);
            }
            // What only looked like one may hide one that begins later.
            from = Math.max(end > begin ? end : 0, matcher.start() + 1);
        }
    }

    /// The group that matched, or all where there is none.
    private static int secret(Matcher matcher) {
        for (int group = 1; group <= matcher.groupCount(); group++) {
            if (matcher.start(group) >= 0) {
                return group;
            }
        }
        return 0;
    }

    /// What is not taken yet; a find over several lines gives one piece a line.
    private static void add(Found whole, BitSet taken, List<Found> found) {
        int from = taken.nextClearBit(whole.from());
        while (from < whole.to()) {
            int next = taken.nextSetBit(from);
            int to = next < 0 ? whole.to() : Math.min(next, whole.to());
            found.add(new Found(from, to, whole.kind(), whole.value()));
            taken.set(from, to);
            from = taken.nextClearBit(to);
        }
    }

    /// A number known by the words before it is often said once more without them.
    private static void findAgain(String text, List<Found> values, BitSet taken, List<Found> found) {
        Set<String> known = new LinkedHashSet<>();
        for (Found each : List.copyOf(values)) {
            if (each.kind() != Kind.CUT) {
                // Of a value over several lines one may stand alone.
                for (String value : each.value().split("\\R(?:L\\d+: )?", -1)) {
                    if (value.length() >= LEAST_SAID_AGAIN && known.add(value)) {
                        findAgain(text, value, each.kind(), taken, found);
                    }
                }
            }
        }
    }

    private static void findAgain(String text, String value, Kind kind, BitSet taken, List<Found> found) {
        for (int at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length())) {
            if (standsAlone(text, at, at + value.length())) {
                add(new Found(at, at + value.length(), kind, value), taken, found);
            }
        }
    }

    private static boolean standsAlone(String text, int from, int to) {
        return (from == 0 || !Character.isLetterOrDigit(text.charAt(from - 1)))
                && (to == text.length() || !Character.isLetterOrDigit(text.charAt(to)));
    }
}
