package dev.tracemap.insight;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// When a value counts as success.
///
/// @param name of the outcome, the rubric or the property that tells
/// @param sign how the value is held against `bound`
/// @param bound a number, or a word for `=`; absent where the value says it itself
public record Success(String name, Sign sign, @Nullable String bound) {
    private static final Pattern RULE = Pattern.compile("(.+?)\\s*(>=|<=|!=|=|>|<)\\s*(.+)");
    private static final Set<String> GOOD = Set.of(
            "true",
            "yes",
            "y",
            "good",
            "pass",
            "passed",
            "up",
            "thumbs_up",
            "thumbs up",
            "thumbsup",
            "positive",
            "like",
            "liked",
            "correct",
            "success",
            "succeeded",
            "ok",
            "helpful",
            "resolved",
            "done",
            "👍");
    private static final Set<String> BAD = Set.of(
            "false",
            "no",
            "n",
            "bad",
            "fail",
            "failed",
            "down",
            "thumbs_down",
            "thumbs down",
            "thumbsdown",
            "negative",
            "dislike",
            "disliked",
            "incorrect",
            "failure",
            "error",
            "unhelpful",
            "unresolved",
            "wrong",
            "👎");
    private static final double HALF = 0.5;
    private static final int HIGH = 4;
    private static final int MOST_STARS = 5;

    /// How a value is held against a bound.
    public enum Sign {
        /// The value is a word or a number for yes.
        YES,
        /// It is one for no.
        NO,
        EQUAL,
        OTHER,
        ABOVE,
        AT_LEAST,
        BELOW,
        AT_MOST
    }

    /// @param rule `resolved`, `not escalated`, `csat >= 4`, `status = done`
    /// @throws IllegalArgumentException saying what can be
    public static Success parse(String rule) {
        Matcher matcher = RULE.matcher(rule.strip());
        if (matcher.matches()) {
            Sign sign =
                    switch (matcher.group(2)) {
                        case ">=" -> Sign.AT_LEAST;
                        case "<=" -> Sign.AT_MOST;
                        case ">" -> Sign.ABOVE;
                        case "<" -> Sign.BELOW;
                        case "!=" -> Sign.OTHER;
                        default -> Sign.EQUAL;
                    };
            String bound = matcher.group(3).strip();
            if (sign != Sign.EQUAL && sign != Sign.OTHER && number(bound).isEmpty()) {
                throw new IllegalArgumentException("'" + bound + "' is no number; success takes a name, or a condition"
                        + " such as \"csat >= 4\", \"status = done\" or \"not escalated\"");
            }
            return new Success(matcher.group(1).strip(), sign, bound);
        }
        String name = rule.strip();
        boolean no = name.startsWith("not ");
        return new Success(no ? name.substring(4).strip() : name, no ? Sign.NO : Sign.YES, null);
    }

    /// What counts where nobody says: words and numbers for yes and no, shares from a half, four and five of five.
    ///
    /// @param values all that were given under the name
    /// @return absent where they are of no such kind, such as seconds or tokens
    public static Optional<Success> among(String name, Collection<String> values) {
        List<String> told = values.stream().filter(value -> !isNeutral(value)).toList();
        if (told.isEmpty()) {
            return Optional.empty();
        }
        if (told.stream().allMatch(value -> said(value).isPresent())) {
            return Optional.of(new Success(name, Sign.YES, null));
        }
        if (!told.stream().allMatch(value -> number(value).isPresent())) {
            return Optional.empty();
        }
        double[] numbers =
                told.stream().mapToDouble(value -> number(value).orElseThrow()).toArray();
        boolean shares = true;
        boolean stars = true;
        for (double number : numbers) {
            shares &= number >= 0 && number <= 1;
            stars &= number >= 1 && number <= MOST_STARS && number == Math.rint(number);
        }
        return shares
                ? Optional.of(new Success(name, Sign.AT_LEAST, Double.toString(HALF)))
                : stars ? Optional.of(new Success(name, Sign.AT_LEAST, Integer.toString(HIGH))) : Optional.empty();
    }

    /// @return absent for what is neither
    public Optional<Boolean> of(String value) {
        return switch (sign) {
            case YES -> said(value);
            case NO -> said(value).map(good -> !good);
            case EQUAL -> Optional.of(value.strip().equalsIgnoreCase(bound));
            case OTHER -> Optional.of(!value.strip().equalsIgnoreCase(bound));
            case ABOVE -> number(value).map(number -> number > limit());
            case AT_LEAST -> number(value).map(number -> number >= limit());
            case BELOW -> number(value).map(number -> number < limit());
            case AT_MOST -> number(value).map(number -> number <= limit());
        };
    }

    /// Whether a word or number says good or bad by itself.
    static boolean isKnown(String value) {
        return said(value).isPresent();
    }

    private double limit() {
        return number(String.valueOf(bound)).orElseThrow();
    }

    private static Optional<Boolean> said(String value) {
        String word = value.strip().toLowerCase(Locale.ROOT);
        Optional<Double> number = number(word);
        if (GOOD.contains(word) || number.filter(of -> of == 1).isPresent()) {
            return Optional.of(true);
        }
        boolean no =
                BAD.contains(word) || number.filter(of -> of == 0 || of == -1).isPresent();
        return no ? Optional.of(false) : Optional.empty();
    }

    private static boolean isNeutral(String value) {
        String word = value.strip().toLowerCase(Locale.ROOT);
        return word.isEmpty()
                || Set.of("neutral", "unknown", "n/a", "na", "none", "skipped").contains(word);
    }

    private static Optional<Double> number(String text) {
        try {
            double number = Double.parseDouble(text.strip());
            return Double.isFinite(number) ? Optional.of(number) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
