package dev.tracemap.insight;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// One condition of a readable rule, in the words of the run filters.
///
/// @param property `facet.` and the name of what was read from the spans or by a model, `finding`, or a property of
///     events
/// @param values one, or several for `in`
public record Condition(String property, Operator operator, List<String> values) {
    /// Before the name of what was derived from an item.
    public static final String FACET = "facet.";

    /// Kinds of what went wrong.
    public static final String FINDING = "finding";

    /// What run filters call by the same names.
    public enum Operator {
        EXACT,
        IS_NOT,
        IN,
        GT,
        LT;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Condition {
        values = List.copyOf(values);
    }

    /// Whether it holds for an item. A number that is not known is neither greater nor less than any.
    public boolean holds(ItemFacts item) {
        return switch (operator) {
            case EXACT, IN -> values(item).stream().anyMatch(values::contains);
            case IS_NOT -> values(item).stream().noneMatch(values::contains);
            case GT -> number(item) > bound();
            case LT -> number(item) < bound();
        };
    }

    /// The name under which facts have it.
    String fact() {
        return property.startsWith(FACET) ? property.substring(FACET.length()) : property;
    }

    private SortedSet<String> values(ItemFacts item) {
        return item.values().getOrDefault(fact(), new TreeSet<>());
    }

    private double number(ItemFacts item) {
        return Objects.requireNonNullElse(item.numbers().get(fact()), Double.NaN);
    }

    public double bound() {
        return Double.parseDouble(values.getFirst());
    }

    /// For people: `facet.tool = "issue_refund"`.
    public String text() {
        String quoted = values.stream().map(value -> '"' + value + '"').collect(Collectors.joining(" or "));
        return property
                + switch (operator) {
                    case EXACT -> " = " + quoted;
                    case IN -> " is " + quoted;
                    case IS_NOT -> " is not " + quoted;
                    case GT -> " > " + values.getFirst();
                    case LT -> " < " + values.getFirst();
                };
    }

    static Condition of(String property, Operator operator, String... values) {
        return new Condition(property, operator, Arrays.asList(values));
    }
}
