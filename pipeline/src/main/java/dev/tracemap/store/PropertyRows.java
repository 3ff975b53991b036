package dev.tracemap.store;

import dev.tracemap.insight.Properties;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;

/// Short values of events by item, one statement for each engine.
final class PropertyRows {
    private static final String KEPT = "value <> '' AND length(value) <= " + Properties.LONGEST;

    private PropertyRows() {}

    static Store.ItemProperty read(ResultSet row) throws SQLException {
        return new Store.ItemProperty(row.getString("item_id"), row.getString("property"), row.getString("value"));
    }

    static Sql duckDb(long teamId, Level level, Collection<String> itemIds) {
        String atom = "p.type NOT IN ('OBJECT', 'ARRAY', 'NULL')";
        return chosen(teamId, level, "unnest(?)", itemIds)
                .add(
                        "outer_pairs AS (SELECT item_id, o.key AS name, o.type, o.value FROM chosen,"
                                + " json_each(properties) o WHERE NOT starts_with(o.key, '$ai_') OR o.key IN"
                                + " (SELECT unnest(?))),",
                        Properties.OF_LIBRARIES)
                .add("pairs AS (SELECT item_id, name AS property, value ->> '$' AS value FROM outer_pairs p WHERE "
                        + atom)
                .add("UNION ALL SELECT item_id, name || '.' || p.key, p.value ->> '$' FROM outer_pairs o,"
                        + " json_each(o.value) p WHERE o.type = 'OBJECT' AND " + atom)
                .add(promoted())
                .add(") SELECT DISTINCT item_id, property, value FROM pairs WHERE " + KEPT);
    }

    static Sql clickHouse(long teamId, Level level, Collection<String> itemIds) {
        String atom = "substring(p.2, 1, 1) NOT IN ('{', '[') AND p.2 <> 'null'";
        String text = "if(startsWith(p.2, '\"'), JSONExtractString(concat('[', p.2, ']'), 1), p.2)";
        return chosen(teamId, level, "arrayJoin(CAST(? AS Array(String)))", itemIds)
                .add(
                        "outer_pairs AS (SELECT item_id, arrayJoin(JSONExtractKeysAndValuesRaw(properties)) AS p FROM chosen"
                                + " WHERE NOT startsWith(p.1, '$ai_') OR p.1 IN"
                                + " (SELECT arrayJoin(CAST(? AS Array(String))))),",
                        Properties.OF_LIBRARIES)
                .add("inner_pairs AS (SELECT item_id, p.1 AS name, arrayJoin(JSONExtractKeysAndValuesRaw(p.2)) AS p"
                        + " FROM outer_pairs WHERE startsWith(p.2, '{')),")
                .add("pairs AS (SELECT item_id, p.1 AS property, " + text + " AS value FROM outer_pairs WHERE " + atom)
                .add("UNION ALL SELECT item_id, concat(name, '.', p.1), " + text + " FROM inner_pairs WHERE " + atom)
                .add(promoted())
                .add(") SELECT DISTINCT item_id, property, assumeNotNull(value) AS value FROM pairs"
                        + " WHERE value IS NOT NULL AND " + KEPT);
    }

    private static Sql chosen(long teamId, Level level, String each, Collection<String> itemIds) {
        String id =
                switch (level) {
                    case TRACE -> "trace_id";
                    case GENERATION -> "coalesce(span_id, uuid)";
                    case SESSION -> "session_id";
                };
        Sql sql = Sql.of(
                "WITH chosen AS (SELECT " + id
                        + " AS item_id, event, span_name, is_error, latency, model, provider, distinct_id, properties"
                        + " FROM events WHERE team_id = ? AND " + EventTable.CAPTURED + " AND " + id + " IN (SELECT "
                        + each + ")",
                teamId,
                itemIds);
        return level == Level.GENERATION ? sql.add("AND event = ?),", Event.GENERATION) : sql.add("),");
    }

    private static Sql promoted() {
        String models = " FROM chosen WHERE event = '" + Event.GENERATION + "'";
        return Sql.of("UNION ALL SELECT item_id, '" + Properties.MODEL + "', model" + models)
                .add("UNION ALL SELECT item_id, '" + Properties.PROVIDER + "', provider" + models)
                .add("UNION ALL SELECT item_id, '" + Properties.USER + "', distinct_id FROM chosen")
                .add("UNION ALL SELECT item_id, '" + Properties.FAILED_TOOL + "', span_name FROM chosen WHERE event = '"
                        + Event.SPAN + "' AND is_error AND span_name IS NOT NULL")
                .add("UNION ALL SELECT item_id, concat('" + Properties.SECONDS_IN + "', span_name),"
                        + " CAST(max(latency) AS VARCHAR) FROM chosen WHERE event = '" + Event.SPAN
                        + "' AND span_name IS NOT NULL AND latency IS NOT NULL GROUP BY item_id, span_name");
    }
}
