package dev.tracemap.store;

import dev.tracemap.insight.Condition;
import dev.tracemap.insight.Properties;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Conditions on what was read from an item, as they stand in a row of `item_digests`.
final class FacetSql {
    private static final Map<String, String> COLUMNS =
            Map.of(Properties.COST, "cost_usd", Properties.LATENCY, "latency");
    /// Those that lie in a column of their own, or in a list.
    static final Set<String> NO_TEXT =
            Set.of(Properties.TOOL, Properties.LANGUAGE, Properties.COST, Properties.LATENCY);

    private static final List<String> NUMBERS = List.of(
            Properties.TURNS,
            Properties.TOOL_CALLS,
            Properties.DEPTH,
            Properties.RETRIES,
            Properties.TOOL_ERRORS,
            Properties.SWALLOWED_ERRORS,
            Properties.TOKENS);

    private final FilterSql dialect;

    FacetSql(FilterSql dialect) {
        this.dialect = dialect;
    }

    /// Whether the facet is or has one of the values.
    Sql isOneOf(String facet, List<String> values) {
        return switch (facet) {
            case Properties.TOOL -> dialect.listHas("distinct_tools", values);
            case Properties.LANGUAGE -> dialect.oneOf(dialect.inJson("facets", "languages", 0), values);
            case Properties.FINISH_REASON -> dialect.oneOf(dialect.inJson("facets", "finish_reason"), values);
            case Properties.TURNS,
                    Properties.TOOL_CALLS,
                    Properties.DEPTH,
                    Properties.RETRIES,
                    Properties.TOOL_ERRORS,
                    Properties.SWALLOWED_ERRORS,
                    Properties.TOKENS,
                    Properties.COST,
                    Properties.LATENCY ->
                throw new IllegalArgumentException(Condition.FACET + facet + " is a number: it takes gt or lt");
            default ->
                dialect.oneOf(
                        Sql.of("trim(")
                                .add(dialect.inJson("model_facets", facet))
                                .add(")"),
                        values);
        };
    }

    /// Whether the number lies beyond the bound; one that is not known does not.
    ///
    /// @param sign `<` or `>`
    Sql compared(String facet, String sign, double bound) {
        return Sql.of("coalesce(").add(number(facet)).add(sign + " ?, false)", bound);
    }

    private Sql number(String facet) {
        String column = COLUMNS.get(facet);
        if (column != null) {
            return Sql.of(column);
        }
        if (!NUMBERS.contains(facet)) {
            throw new IllegalArgumentException(Condition.FACET + facet + " is no number; those are "
                    + String.join(", ", NUMBERS) + ", " + Properties.COST + ", " + Properties.LATENCY);
        }
        return dialect.number(dialect.inJson("facets", facet));
    }
}
