package dev.tracemap.store;

import java.util.List;

/// Parts of filters in DuckDB's dialect.
final class DuckDbFilterSql implements FilterSql {
    @Override
    public Sql anyEvent(Sql condition) {
        return Sql.of("coalesce(bool_or(" + EventTable.CAPTURED + " AND (")
                .add(condition)
                .add(")), false)");
    }

    @Override
    public String itemCost() {
        return "sum(total_cost_usd) FILTER (event IN ('$ai_generation', '$ai_embedding'))";
    }

    @Override
    public String itemLatency() {
        return "coalesce(max(latency) FILTER (event = '$ai_trace'), CASE WHEN count(latency) FILTER ("
                + EventTable.CAPTURED + ") > 0 THEN epoch(max(timestamp) FILTER (" + EventTable.CAPTURED
                + ") - min(started_at) FILTER (" + EventTable.CAPTURED + ")) END)";
    }

    @Override
    public Sql property(String column, String name) {
        String pointer = "/" + name.replace("~", "~0").replace("/", "~1");
        return Sql.of(
                "coalesce(json_extract_string(" + column + ", ?), json_extract_string(" + column + ", ?))",
                pointer,
                pointer.replace('.', '/'));
    }

    @Override
    public Sql read(long teamId, String level) {
        return Sql.of(
                "SELECT item_id, facets, model_facets, cost_usd, latency FROM item_digests WHERE team_id = ? AND level = ?"
                        + " QUALIFY row_number() OVER (PARTITION BY item_id ORDER BY created_at DESC) = 1",
                teamId,
                level);
    }

    @Override
    public Sql text(String column) {
        return Sql.of("CAST(" + column + " AS VARCHAR)");
    }

    @Override
    public Sql oneOf(Sql operand, List<String> values) {
        return Sql.of("(").add(operand).add(") IN (SELECT unnest(?))", values);
    }

    @Override
    public Sql inTraceOf(Sql condition) {
        return Sql.of("(team_id, trace_id) IN (SELECT (team_id, trace) FROM (SELECT team_id, unnest(trace_ids) AS trace"
                        + " FROM item_digests WHERE level <> 'session' AND")
                .add(condition)
                .add("))");
    }

    @Override
    public Sql anyFinding(List<String> kinds) {
        return Sql.of("list_has_any(finding_kinds, CAST(? AS VARCHAR[]))", kinds);
    }

    @Override
    public Sql inJson(String column, Object... path) {
        StringBuilder pointer = new StringBuilder();
        for (Object step : path) {
            pointer.append('/').append(step.toString().replace("~", "~0").replace("/", "~1"));
        }
        return Sql.of("json_extract_string(" + column + ", ?)", pointer.toString());
    }

    @Override
    public Sql listHas(String facet, List<String> values) {
        return Sql.of(
                "list_has_any(CAST(json_extract(facets, ?) AS VARCHAR[]), CAST(? AS VARCHAR[]))", "/" + facet, values);
    }

    @Override
    public String inlined(Sql sql) {
        return sql.inlined(text -> text.replace("'", "''"));
    }

    @Override
    public Sql contains(Sql operand, String part) {
        return Sql.of("contains(lower(").add(operand).add("), lower(?))", part);
    }

    @Override
    public Sql matches(Sql operand, String regex) {
        return Sql.of("regexp_matches(").add(operand).add(", ?)", regex);
    }

    @Override
    public Sql number(Sql operand) {
        return Sql.of("TRY_CAST((").add(operand).add(") AS DOUBLE)");
    }
}
