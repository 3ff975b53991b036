package dev.tracemap.store;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// A condition on the events of an item. An item passes when one of its events does; for `is_not`, `not_icontains` and
/// `is_not_set`, when none of its events is, contains or has it. Several filters may be met by different events.
///
/// @param property a promoted column (`model`, `is_error`, `total_cost_usd`, …), `event`, `distinct_id`, or any
///     event property, by its name or by a path with dots (`$groups.company`); `user.` and a property of the user as
///     events last set it (`user.plan`); `trace.` or `session.` and a property that any event of the same trace or
///     session has; `facet.` and a facet of the item (`facet.turn_count`), known once it was read;
///     `item_cost_usd` and `item_latency_s` are figures of the item as a whole, and `item_cluster` is the title of a
///     cluster that holds it in a run of its level
/// @param values one for most operators, several for `in`, none for `is_set` and `is_not_set`
public record Filter(String property, Operator operator, List<String> values) {
    static final String FACET = "facet.";
    static final String USER = "user.";
    static final String TRACE = "trace.";
    static final String SESSION = "session.";

    public enum Operator {
        EXACT,
        IS_NOT,
        ICONTAINS,
        NOT_ICONTAINS,
        REGEX,
        GT,
        LT,
        IN,
        IS_SET,
        IS_NOT_SET;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// @throws IllegalArgumentException naming the operators there are
        public static Operator fromWire(String word) {
            for (Operator operator : values()) {
                if (operator.wire().equals(word)) {
                    return operator;
                }
            }
            throw new IllegalArgumentException("operator '" + word + "' is not one of "
                    + Arrays.stream(values()).map(Operator::wire).collect(Collectors.joining(", ")));
        }
    }

    /// Those that can be answered of items that were not read yet.
    public static List<Filter> beforeReading(List<Filter> filters) {
        return filters.stream().filter(filter -> !filter.isOnFacet()).toList();
    }

    /// Whether it is answered by what was found in the item when it was read.
    public boolean isOnFacet() {
        return property.startsWith(FACET);
    }

    public Filter {
        values = List.copyOf(values);
        if (property.isBlank()) {
            throw new IllegalArgumentException("a filter needs a property");
        }
        int wanted = operator == Operator.IS_SET || operator == Operator.IS_NOT_SET ? 0 : 1;
        if (operator == Operator.IN ? values.isEmpty() : values.size() != wanted) {
            throw new IllegalArgumentException("filter on " + property + ": " + operator.wire() + " takes " + wanted
                    + " value, not " + values.size());
        }
    }
}
