package dev.tracemap.store;

import dev.tracemap.finding.FindingKind;
import dev.tracemap.insight.Condition;
import dev.tracemap.trace.Level;
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

    private final FilterSql dialect;

    Filters(FilterSql dialect) {
        this.dialect = dialect;
    }

    /// @throws IllegalArgumentException for a regular expression that the engine does not understand
    void check(Connection connection, List<Filter> filters) {
        for (Filter filter : filters) {
            if (filter.operator() == Filter.Operator.REGEX) {
                String regex = filter.values().getFirst();
                try {
                    Sql.of("SELECT").add(dialect.matches(Sql.of("''"), regex)).first(connection, row -> true);
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
    ///
    /// @param id by which the events are grouped
    Sql having(List<Filter> filters, long teamId, Level level, String id) {
        Sql sql = Sql.of("");
        for (Filter filter : filters) {
            if (filter.isOnFacet()) {
                sql.add(negative(filter) ? "AND NOT" : "AND").add(ofItem(filter, teamId, level, id));
                continue;
            }
            switch (filter.property()) {
                case "item_cost_usd" -> sql.add("AND").add(onWhole(dialect.itemCost(), filter));
                case "item_cluster" ->
                    sql.add(negative(filter) ? "AND NOT" : "AND").add(onCluster(filter, teamId, level, id));
                case "item_latency_s" -> sql.add("AND").add(onWhole(dialect.itemLatency(), filter));
                default -> sql.add(negative(filter) ? "AND NOT" : "AND").add(dialect.anyEvent(onEvent(filter, teamId)));
            }
        }
        return sql;
    }

    /// What was found when the item was read; of one that was not read yet nothing is known.
    private Sql ofItem(Filter filter, long teamId, Level level, String id) {
        String name = filter.property().substring(Filter.FACET.length());
        return Sql.of("(" + id + " IN (SELECT item_id FROM (")
                .add(dialect.read(teamId, level.wire()))
                .add(") AS digest WHERE")
                .add(FacetSql.NO_TEXT.contains(name) ? onFacet(filter, name) : onText(facet(name), filter))
                .add("))");
    }

    private Sql facet(String name) {
        return Sql.of("coalesce(")
                .add(dialect.property("facets", name))
                .add(",")
                .add(dialect.property("model_facets", name))
                .add(")");
    }

    /// By the titles of the clusters that hold the item, in all runs of its level.
    private Sql onCluster(Filter filter, long teamId, Level level, String id) {
        return Sql.of(
                        "(" + id + " IN (SELECT m.item_id FROM memberships AS m JOIN clusters AS c"
                                + " ON c.run_id = m.run_id AND c.cluster_id = m.cluster_id"
                                + " JOIN runs AS r ON r.run_id = m.run_id WHERE r.team_id = ? AND r.level = ? AND",
                        teamId,
                        level.wire())
                .add(onText(Sql.of("c.title"), filter))
                .add("))");
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

    /// An event may itself have a property of such a name: OpenTelemetry knows `user.id` and `session.id`.
    private Sql onEvent(Filter filter, long teamId) {
        String property = filter.property();
        if (property.startsWith(Filter.USER)) {
            return either(filter, ofUser(filter, teamId));
        }
        if (property.startsWith(Filter.TRACE)) {
            return either(filter, around("trace_id", Filter.TRACE, filter, teamId));
        }
        if (property.startsWith(Filter.SESSION)) {
            return either(filter, around("session_id", Filter.SESSION, filter, teamId));
        }
        return condition(filter);
    }

    private Sql either(Filter filter, Sql other) {
        return Sql.of("(coalesce(")
                .add(condition(filter))
                .add(", false) OR")
                .add(other)
                .add(")");
    }

    /// What the user's events set last, else what they set first where nothing was.
    private Sql ofUser(Filter filter, long teamId) {
        String name = filter.property().substring(Filter.USER.length());
        return Sql.of("distinct_id IN (SELECT distinct_id FROM (SELECT distinct_id, coalesce(argMax(")
                .add(dialect.property("properties", "$set." + name))
                .add(", (timestamp, uuid)), argMin(")
                .add(dialect.property("properties", "$set_once." + name))
                .add(
                        ", (timestamp, uuid))) AS held FROM events WHERE team_id = ? AND " + EventTable.CAPTURED
                                + " GROUP BY distinct_id) AS users WHERE",
                        teamId)
                .add(onText(Sql.of("held"), filter))
                .add(")");
    }

    /// Of events that share a trace or a session.
    private Sql around(String column, String prefix, Filter filter, long teamId) {
        Filter inner = new Filter(filter.property().substring(prefix.length()), filter.operator(), filter.values());
        return Sql.of(
                        column + " IN (SELECT " + column + " FROM events WHERE team_id = ? AND " + column
                                + " IS NOT NULL AND " + EventTable.CAPTURED + " AND",
                        teamId)
                .add(condition(inner))
                .add(")");
    }

    private Sql condition(Filter filter) {
        switch (filter.property()) {
            case "finding" -> {
                return onFinding(filter);
            }
            case "concern" -> {
                return onConcern(filter);
            }
            default -> {}
        }
        if (filter.property().startsWith(Condition.FACET)) {
            return dialect.inTraceOf(onFacet(filter, filter.property().substring(Condition.FACET.length())));
        }
        String property = PROMOTED.getOrDefault(filter.property(), filter.property());
        if (NUMBERS.contains(property)) {
            return onNumber(property, filter);
        }
        if (property.equals("is_error")) {
            return onFlag(filter);
        }
        return TEXTS.contains(property)
                ? onText(Sql.of(property), filter)
                : onText(dialect.property("properties", property), filter);
    }

    /// What readings of the event's trace found.
    private Sql onFinding(Filter filter) {
        return switch (filter.operator()) {
            case IS_SET, IS_NOT_SET -> dialect.inTraceOf(Sql.of("length(finding_kinds) > 0"));
            case EXACT, IS_NOT, IN -> {
                for (String kind : filter.values()) {
                    if (!FindingKind.words().contains(kind)) {
                        throw new IllegalArgumentException("filter on finding: '" + kind + "' is none; there are "
                                + String.join(", ", FindingKind.words()));
                    }
                }
                yield dialect.inTraceOf(dialect.anyFinding(filter.values()));
            }
            case GT, LT, ICONTAINS, NOT_ICONTAINS, REGEX ->
                throw new IllegalArgumentException(
                        "filter on finding: takes exact, is_not, in, is_set or is_not_set, not "
                                + filter.operator().wire());
        };
    }

    private Sql onFacet(Filter filter, String facet) {
        FacetSql facets = new FacetSql(dialect);
        return switch (filter.operator()) {
            case EXACT, IS_NOT, IN -> facets.isOneOf(facet, filter.values());
            case GT ->
                facets.compared(facet, ">", number(filter, filter.values().getFirst()));
            case LT ->
                facets.compared(facet, "<", number(filter, filter.values().getFirst()));
            case IS_SET, IS_NOT_SET, ICONTAINS, NOT_ICONTAINS, REGEX ->
                throw new IllegalArgumentException("filter on " + filter.property()
                        + ": takes exact, is_not, in, gt or lt, not "
                        + filter.operator().wire());
        };
    }

    private Sql onConcern(Filter filter) {
        return dialect.inTraceOf(onNumber("concern", filter));
    }

    private Sql onNumber(String column, Filter filter) {
        return switch (filter.operator()) {
            case IS_SET, IS_NOT_SET -> Sql.of(column + " IS NOT NULL");
            case GT -> Sql.of(column + " > ?", number(filter, filter.values().getFirst()));
            case LT -> Sql.of(column + " < ?", number(filter, filter.values().getFirst()));
            case EXACT, IS_NOT, IN -> {
                Sql any = Sql.of("(false");
                filter.values().forEach(value -> any.add("OR " + column + " = ?", number(filter, value)));
                yield any.add(")");
            }
            case ICONTAINS, NOT_ICONTAINS, REGEX -> onText(dialect.text(column), filter);
        };
    }

    private Sql onFlag(Filter filter) {
        return switch (filter.operator()) {
            case IS_SET, IS_NOT_SET -> Sql.of("true");
            case EXACT, IS_NOT, IN, ICONTAINS, NOT_ICONTAINS, REGEX, GT, LT -> onText(dialect.text("is_error"), filter);
        };
    }

    private Sql onText(Sql operand, Filter filter) {
        String first = filter.values().isEmpty() ? "" : filter.values().getFirst();
        return switch (filter.operator()) {
            case IS_SET, IS_NOT_SET -> Sql.of("(").add(operand).add(") <> ''");
            case EXACT, IS_NOT, IN -> dialect.oneOf(operand, filter.values());
            case ICONTAINS, NOT_ICONTAINS -> dialect.contains(operand, first);
            case REGEX -> dialect.matches(operand, first);
            case GT -> compared(operand, ">", first);
            case LT -> compared(operand, "<", first);
        };
    }

    /// Numbers by size, everything else (times in ISO form, versions) by letters.
    private Sql compared(Sql operand, String sign, String value) {
        Double number = parse(value);
        return number == null
                ? Sql.of("(").add(operand).add(") " + sign + " ?", value)
                : dialect.number(operand).add(sign + " ?", number);
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
