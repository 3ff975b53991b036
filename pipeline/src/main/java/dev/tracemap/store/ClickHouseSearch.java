package dev.tracemap.store;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tracemap.trace.Level;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Finds traces in ClickHouse by words, filters, time and cluster, newest first: first which, then what they were.
final class ClickHouseSearch {
    private static final Filters FILTERS = new Filters(new ClickHouseFilterSql());

    private ClickHouseSearch() {}

    static List<Store.TraceRow> run(Connection connection, Store.TraceSearch search) throws SQLException {
        FILTERS.check(connection, search.filters());
        List<String> found = found(search).list(connection, row -> row.getString("trace_id"));
        return Sql.of("SELECT assumeNotNull(events.trace_id) AS id, toUnixTimestamp64Micro(min(started_at)) AS began,")
                .add("count() AS events,")
                .add("sumIf(total_cost_usd, event IN ('$ai_generation', '$ai_embedding')) AS cost,")
                .add("coalesce(maxIf(latency, event = '$ai_trace'), if(count(latency) > 0,")
                .add("(toUnixTimestamp64Micro(max(timestamp)) - toUnixTimestamp64Micro(min(started_at))) / 1e6, NULL))")
                .add("AS seconds, max(is_error) AS failed, argMin(model, (started_at, uuid)) AS model,")
                .add("argMinIf(nullIf(distinct_id, ''), (started_at, uuid), distinct_id <> '') AS distinct_id,")
                .add("coalesce(any(titles.title), maxIf(span_name, event = '$ai_trace'),")
                .add("argMin(span_name, (started_at, -ifNull(latency, -inf), uuid)), id) AS title")
                .add("FROM events LEFT JOIN (SELECT toNullable(item_id) AS trace_id,")
                .add("toNullable(argMax(title, created_at)) AS title FROM item_digests")
                .add(
                        "WHERE team_id = ? AND level = 'trace' AND item_id IN (SELECT arrayJoin(CAST(? AS Array(String))))",
                        search.teamId(),
                        found)
                .add("GROUP BY item_id) AS titles ON titles.trace_id = events.trace_id")
                .add(
                        "WHERE team_id = ? AND events.trace_id IN (SELECT arrayJoin(CAST(? AS Array(String)))) AND",
                        search.teamId(),
                        found)
                .add(EventTable.CAPTURED)
                .add("GROUP BY events.trace_id ORDER BY began DESC, id")
                .list(connection, TraceSearchQuery::row);
    }

    /// The page of traces that match, without their figures.
    private static Sql found(Store.TraceSearch search) {
        Sql sql = Sql.of(
                "SELECT assumeNotNull(trace_id) AS trace_id, minIf(started_at, " + EventTable.CAPTURED + ") AS began"
                        + " FROM events WHERE team_id = ? AND trace_id IS NOT NULL",
                search.teamId());
        if (search.runId() != null) {
            sql.add("AND (").add(members("trace_id", "m.trace_id", search.runId(), search));
            sql.add("OR")
                    .add(members("session_id", "m.item_id", search.runId(), search))
                    .add(")");
        }
        sql.add("GROUP BY trace_id HAVING countIf(" + EventTable.CAPTURED + ") > 0");
        if (search.from() != null) {
            sql.add("AND began >= fromUnixTimestamp64Micro(toInt64(?), 'UTC')", Sql.micros(search.from()));
        }
        if (search.to() != null) {
            sql.add("AND began < fromUnixTimestamp64Micro(toInt64(?), 'UTC')", Sql.micros(search.to()));
        }
        for (String word : search.words()) {
            // Summaries are events of the trace too, so their titles are searched along with everything else.
            sql.add(
                    "AND countIf(position(lowerUTF8(properties), lowerUTF8(?)) > 0) > 0",
                    new String(JsonStringEncoder.getInstance().quoteAsString(word)));
        }
        return sql.add(FILTERS.having(search.filters(), search.teamId(), Level.TRACE, "trace_id"))
                .add("ORDER BY began DESC, trace_id LIMIT ? OFFSET ?", (long) search.limit(), (long) search.offset());
    }

    private static Sql members(String column, String member, String runId, Store.TraceSearch search) {
        Sql sql = Sql.of(
                column + " IN (SELECT " + member + " FROM memberships AS m JOIN runs AS r ON r.run_id = m.run_id"
                        + " WHERE m.run_id = ? AND r.team_id = ?"
                        + (column.equals("trace_id") ? "" : " AND r.level = 'session'"),
                runId,
                search.teamId());
        if (search.clusterId() != null) {
            sql.add("AND m.cluster_id = ?", search.clusterId());
        }
        return sql.add(")");
    }
}
