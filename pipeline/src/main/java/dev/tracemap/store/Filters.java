package dev.tracemap.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Filters as conditions on the table `events`.
///
/// What a user names never becomes part of the SQL text: columns come from the list here, everything else is a
/// parameter.
final class Filters {
    private static final Set<String> NUMBERS = Set.of(
            "input_tokens",
            "output_tokens",
            "cache_read_input_tokens",
            "cache_creation_input_tokens",
            "reasoning_tokens",
            "total_cost_usd",
            "latency");
    private static final Set<String> TEXTS = Set.of(
            "event",
            "distinct_id",
            "uuid",
            "trace_id",
            "session_id",
            "span_id",
            "parent_id",
            "span_name",
            "model",
            "provider",
            "error");
    /// Promoted columns under the names that they have in the properties.
    private static final Map<String, String> PROMOTED = Map.ofEntries(
            Map.entry("$ai_trace_id", "trace_id"),
            Map.entry("$ai_session_id", "session_id"),
            Map.entry("$ai_model", "model"),
            Map.entry("$ai_provider", "provider"),
            Map.entry("$ai_input_tokens", "input_tokens"),
            Map.entry("$ai_output_tokens", "output_tokens"),
            Map.entry("$ai_total_cost_usd", "total_cost_usd"),
            Map.entry("$ai_latency", "latency"),
            Map.entry("$ai_is_error", "is_error"));

    /// Figures of the whole item; its latency as the list of found traces shows it.
    private static final Map<String, String> WHOLE = Map.of(
            "item_cost_usd",
            "sum(total_cost_usd) FILTER (event IN ('$ai_generation', '$ai_embedding'))",
            "item_latency_s",
            "coalesce(max(latency) FILTER (event = '$ai_trace'), CASE WHEN count(latency) FILTER ("
                    + EventTable.CAPTURED + ") > 0 THEN epoch(max(timestamp) FILTER (" + EventTable.CAPTURED
                    + ") - min(started_at) FILTER (" + EventTable.CAPTURED + ")) END)");

    private Filters() {}

    /// @throws IllegalArgumentException for a regular expression that the engine does not understand
    static void check(Connection connection, List<Filter> filters) {
        for (Filter filter : filters) {
            if (filter.operator() == Filter.Operator.REGEX) {
                String regex = filter.values().getFirst();
                try {
                    Sql.of("SELECT regexp_matches('', ?)", regex).first(connection, row -> true);
                } catch (SQLException e) {
                    throw new IllegalArgumentException(
                            "filter on " + filter.property() + ": '" + regex
                                    + "' is not a regular expression (RE2 syntax): " + e.getMessage(),
                            e);
                }
            }
        }
    }

    /// Conditions for a `HAVING` over the events of an item, each beginning with `AND`.
    static Sql having(List<Filter> filters) {
        Sql sql = Sql.of("");
        for (Filter filter : filters) {
            String whole = WHOLE.get(filter.property());
            if (whole != null) {
                sql.add("AND").add(onWhole(whole, filter));
                continue;
            }
            sql.add(negative(filter) ? "AND NOT" : "AND")
                    .add("coalesce(bool_or(" + EventTable.CAPTURED + " AND (")
                    .add(condition(filter))
                    .add(")), false)");
        }
        return sql;
    }

    /// A figure of the item, not of one of its events.
    private static Sql onWhole(String figure, Filter filter) {
        return switch (filter.operator()) {
            case GT ->
                Sql.of(
                        "coalesce(" + figure + " > ?, false)",
                        number(filter, filter.values().getFirst()));
            case LT ->
                Sql.of(
                        "coalesce(" + figure + " < ?, false)",
                        number(filter, filter.values().getFirst()));
            case IS_SET -> Sql.of(figure + " IS NOT NULL");
            case IS_NOT_SET -> Sql.of(figure + " IS NULL");
            case EXACT, IS_NOT, IN, ICONTAINS, NOT_ICONTAINS, REGEX ->
                throw new IllegalArgumentException("filter on " + filter.property()
                        + ": takes gt, lt, is_set or is_not_set, not "
                        + filter.operator().wire());
        };
    }

    /// "Is not" is meant of the whole item: it holds when no event of the item is.
    private static boolean negative(Filter filter) {
        return switch (filter.operator()) {
            case IS_NOT, NOT_ICONTAINS, IS_NOT_SET -> true;
            case EXACT, ICONTAINS, REGEX, GT, LT, IN, IS_SET -> false;
        };
    }

    private static Sql condition(Filter filter) {
        String property = PROMOTED.getOrDefault(filter.property(), filter.property());
        if (NUMBERS.contains(property)) {
            return onNumber(property, filter);
        }
        if (property.equals("is_error")) {
            return onFlag(filter);
        }
        return TEXTS.contains(property) ? onText(Sql.of(property), filter) : onText(json(property), filter);
    }

    private static Sql onNumber(String column, Filter filter) {
        return switch (filter.operator()) {
            case IS_SET, IS_NOT_SET -> Sql.of(column + " IS NOT NULL");
            case GT -> Sql.of(column + " > ?", number(filter, filter.values().getFirst()));
            case LT -> Sql.of(column + " < ?", number(filter, filter.values().getFirst()));
            case EXACT, IS_NOT, IN -> {
                Sql any = Sql.of("(false");
                filter.values().forEach(value -> any.add("OR " + column + " = ?", number(filter, value)));
                yield any.add(")");
            }
            case ICONTAINS, NOT_ICONTAINS, REGEX -> onText(Sql.of("CAST(" + column + " AS VARCHAR)"), filter);
        };
    }

    private static Sql onFlag(Filter filter) {
        return switch (filter.operator()) {
            case IS_SET, IS_NOT_SET -> Sql.of("true");
            case EXACT, IS_NOT, IN, ICONTAINS, NOT_ICONTAINS, REGEX, GT, LT ->
                onText(Sql.of("CAST(is_error AS VARCHAR)"), filter);
        };
    }

    private static Sql onText(Sql operand, Filter filter) {
        String first = filter.values().isEmpty() ? "" : filter.values().getFirst();
        return switch (filter.operator()) {
            case IS_SET, IS_NOT_SET -> Sql.of("(").add(operand).add(") <> ''");
            case EXACT, IS_NOT, IN -> Sql.of("(").add(operand).add(") IN (SELECT unnest(?))", filter.values());
            case ICONTAINS, NOT_ICONTAINS ->
                Sql.of("contains(lower(").add(operand).add("), lower(?))", first);
            case REGEX -> Sql.of("regexp_matches(").add(operand).add(", ?)", first);
            case GT -> compared(operand, ">", first);
            case LT -> compared(operand, "<", first);
        };
    }

    /// Numbers by size, everything else (times in ISO form, versions) by letters.
    private static Sql compared(Sql operand, String sign, String value) {
        Double number = parse(value);
        return number == null
                ? Sql.of("(").add(operand).add(") " + sign + " ?", value)
                : Sql.of("TRY_CAST((").add(operand).add(") AS DOUBLE) " + sign + " ?", number);
    }

    /// The property of this very name, else the one that lies at this dotted path.
    private static Sql json(String property) {
        String pointer = "/" + property.replace("~", "~0").replace("/", "~1");
        return Sql.of(
                "coalesce(json_extract_string(properties, ?), json_extract_string(properties, ?))",
                pointer,
                pointer.replace('.', '/'));
    }

    private static double number(Filter filter, String value) {
        Double number = parse(value);
        if (number == null) {
            throw new IllegalArgumentException("filter on " + filter.property() + ": '" + value + "' is not a number");
        }
        return number;
    }

    private static @Nullable Double parse(String value) {
        try {
            double number = Double.parseDouble(value.strip());
            return Double.isFinite(number) ? (Double) number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
