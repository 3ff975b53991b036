package dev.tracemap.store;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tracemap.trace.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// Finds traces by words, filters, time and cluster, newest first.
final class TraceSearchQuery {
    private static final Filters FILTERS = new Filters(new DuckDbFilterSql());

    private TraceSearchQuery() {}

    static List<Store.TraceRow> run(Connection connection, Store.TraceSearch search) throws SQLException {
        FILTERS.check(connection, search.filters());
        return found(search)
                .add("SELECT found.trace_id AS id, epoch_us(any_value(found.began)) AS began,")
                .add("count(*) AS events,")
                .add("sum(total_cost_usd) FILTER (event IN ('$ai_generation', '$ai_embedding')) AS cost,")
                .add("coalesce(max(latency) FILTER (event = '$ai_trace'), CASE WHEN count(latency) > 0")
                .add("THEN epoch(max(timestamp) - min(started_at)) END) AS seconds, bool_or(is_error) AS failed,")
                .add("arg_min(model, (started_at, uuid)) AS model,")
                .add("arg_min(distinct_id, (started_at, uuid)) FILTER (distinct_id <> '') AS distinct_id,")
                .add("coalesce(any_value(titles.title), max(span_name) FILTER (event = '$ai_trace'),")
                .add("arg_min(span_name, (started_at, -latency, uuid)), found.trace_id) AS title")
                .add(
                        "FROM found JOIN events ON events.trace_id = found.trace_id AND events.team_id = ?",
                        search.teamId())
                .add("LEFT JOIN (SELECT item_id, arg_max(title, created_at) AS title FROM item_digests")
                .add(
                        "WHERE team_id = ? AND level = 'trace' AND item_id IN (SELECT trace_id FROM found)",
                        search.teamId())
                .add("GROUP BY item_id) titles ON titles.item_id = found.trace_id")
                .add("WHERE " + EventTable.CAPTURED)
                .add("GROUP BY found.trace_id ORDER BY began DESC, id")
                .list(connection, TraceSearchQuery::row);
    }

    static Store.TraceRow row(ResultSet row) throws SQLException {
        return new Store.TraceRow(
                row.getString("id"),
                row.getString("title"),
                Sql.instant(row.getLong("began")),
                row.getInt("events"),
                Sql.nullableDouble(row, "cost"),
                Sql.nullableDouble(row, "seconds"),
                row.getBoolean("failed"),
                row.getString("model"),
                row.getString("distinct_id"));
    }

    /// The page of traces that match, without their figures.
    private static Sql found(Store.TraceSearch search) {
        Sql sql = Sql.of(
                "WITH found AS MATERIALIZED (SELECT trace_id,"
                        + " min(started_at) FILTER (" + EventTable.CAPTURED + ") AS began"
                        + " FROM events WHERE team_id = ? AND trace_id IS NOT NULL",
                search.teamId());
        if (search.runId() != null) {
            sql.add("AND (").add(members("trace_id", search.runId(), search));
            sql.add("OR").add(members("session_id", search.runId(), search)).add(")");
        }
        sql.add("GROUP BY trace_id HAVING began IS NOT NULL");
        if (search.from() != null) {
            sql.add("AND began >= make_timestamp(?)", Sql.micros(search.from()));
        }
        if (search.to() != null) {
            sql.add("AND began < make_timestamp(?)", Sql.micros(search.to()));
        }
        for (String word : search.words()) {
            // Summaries are events of the trace too, so their titles are searched along with everything else.
            sql.add(
                    "AND bool_or(contains(lower(CAST(properties AS VARCHAR)), lower(?)))",
                    new String(JsonStringEncoder.getInstance().quoteAsString(word)));
        }
        return sql.add(FILTERS.having(search.filters(), search.teamId(), Level.TRACE, "trace_id"))
                .add("ORDER BY began DESC, trace_id LIMIT ? OFFSET ?)", (long) search.limit(), (long) search.offset());
    }

    private static Sql members(String column, String runId, Store.TraceSearch search) {
        String member = column.equals("trace_id") ? "m.trace_id" : "m.item_id";
        Sql sql = Sql.of(
                column + " IN (SELECT " + member + " FROM memberships m JOIN runs r USING (run_id)"
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
