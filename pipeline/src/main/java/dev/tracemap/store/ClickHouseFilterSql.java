package dev.tracemap.store;

import java.util.Arrays;
import java.util.List;

/// Parts of filters in ClickHouse's dialect.
final class ClickHouseFilterSql implements FilterSql {
    @Override
    public Sql anyEvent(Sql condition) {
        return Sql.of("(countIf(" + EventTable.CAPTURED + " AND (")
                .add(condition)
                .add(")) > 0)");
    }

    @Override
    public String itemCost() {
        return "sumIf(total_cost_usd, event IN ('$ai_generation', '$ai_embedding'))";
    }

    @Override
    public String itemLatency() {
        return "coalesce(maxIf(latency, event = '$ai_trace'), if(countIf(latency IS NOT NULL AND " + EventTable.CAPTURED
                + ") > 0, (toUnixTimestamp64Micro(maxIf(timestamp, " + EventTable.CAPTURED
                + ")) - toUnixTimestamp64Micro(minIf(started_at, " + EventTable.CAPTURED + "))) / 1e6, NULL))";
    }

    @Override
    public Sql property(String column, String name) {
        Sql sql = Sql.of("coalesce(JSONExtract(" + column + ", ?, 'Nullable(String)'), JSONExtract(" + column, name);
        for (String step : Arrays.asList(name.split("\\.", -1))) {
            // The engine counts from one.
            sql = step.matches("\\d{1,9}") ? sql.add(", ?", Long.parseLong(step) + 1) : sql.add(", ?", step);
        }
        return sql.add(", 'Nullable(String)'))");
    }

    @Override
    public Sql read(long teamId, String level) {
        return Sql.of(
                "SELECT item_id, facets, model_facets, cost_usd, latency FROM item_digests WHERE team_id = ? AND level = ?"
                        + " ORDER BY created_at DESC LIMIT 1 BY item_id",
                teamId,
                level);
    }

    @Override
    public Sql text(String column) {
        return Sql.of("toString(" + column + ")");
    }

    @Override
    public Sql oneOf(Sql operand, List<String> values) {
        return Sql.of("(").add(operand).add(") IN (SELECT arrayJoin(CAST(? AS Array(String))))", values);
    }

    @Override
    public Sql inTraceOf(Sql condition) {
        return Sql.of("(team_id, assumeNotNull(trace_id)) IN (SELECT team_id, arrayJoin(trace_ids) FROM item_digests"
                        + " WHERE level <> 'session' AND")
                .add(condition)
                .add(")");
    }

    @Override
    public Sql anyFinding(List<String> kinds) {
        return Sql.of("hasAny(finding_kinds, CAST(? AS Array(String)))", kinds);
    }

    @Override
    public Sql inJson(String column, Object... path) {
        Sql sql = Sql.of("JSONExtract(ifNull(" + column + ", '')");
        for (Object step : path) {
            // The engine counts from one.
            sql = step instanceof Integer place ? sql.add(", ?", place + 1) : sql.add(", ?", step);
        }
        return sql.add(", 'Nullable(String)')");
    }

    @Override
    public Sql listHas(String facet, List<String> values) {
        return Sql.of("hasAny(JSONExtract(facets, ?, 'Array(String)'), CAST(? AS Array(String)))", facet, values);
    }

    @Override
    public String inlined(Sql sql) {
        return sql.inlined(text -> text.replace("\\", "\\\\").replace("'", "\\'"));
    }

    @Override
    public Sql contains(Sql operand, String part) {
        return Sql.of("position(lowerUTF8(").add(operand).add("), lowerUTF8(?)) > 0", part);
    }

    /// Here a dot would match the end of a line too.
    @Override
    public Sql matches(Sql operand, String regex) {
        return Sql.of("match(").add(operand).add(", ?)", "(?-s)" + regex);
    }

    @Override
    public Sql number(Sql operand) {
        return Sql.of("toFloat64OrNull(").add(operand).add(")");
    }
}
