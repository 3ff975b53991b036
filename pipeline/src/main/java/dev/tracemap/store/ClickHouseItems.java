package dev.tracemap.store;

import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Level;
import dev.tracemap.trace.Trace;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Items as groups of the rows of `events` in ClickHouse.
final class ClickHouseItems {
    static final Filters FILTERS = new Filters(new ClickHouseFilterSql());
    /// The same text as in every other engine, which gives no leading zero.
    private static final String REVISION = "concat(toString(count()), '-',"
            + " replaceRegexpOne(hex(groupBitXor(uuid_hash)), '^0+(.)', '\\\\1')) AS revision";

    private ClickHouseItems() {}

    static Optional<Store.Extent> extent(Connection connection, long teamId) throws SQLException {
        return Sql.of(
                        "SELECT toUnixTimestamp64Micro(min(timestamp)) AS first,"
                                + " toUnixTimestamp64Micro(max(timestamp)) AS last, count() AS events,"
                                + " uniqExact(trace_id) AS traces FROM events WHERE team_id = ? AND "
                                + EventTable.CAPTURED,
                        teamId)
                .first(connection, ItemTable::extent)
                .filter(extent -> extent.events() > 0);
    }

    static long count(Connection connection, ItemQuery query) throws SQLException {
        FILTERS.check(connection, query.filters());
        return Sql.of("SELECT count() FROM (")
                .add(groups(query))
                .add(")")
                .first(connection, row -> row.getLong(1))
                .orElse(0L);
    }

    static List<ItemRef> items(Connection connection, ItemQuery query) throws SQLException {
        FILTERS.check(connection, query.filters());
        Sql sql =
                Sql.of("SELECT id, trace_ids, toUnixTimestamp64Micro(began) AS began, revision FROM (SELECT * FROM (");
        if (query.maxSamples() != null && query.sampleBy() != null) {
            sql.add(query.sampleBy().draw(groups(query), "MD5", query, query.maxSamples()));
        } else {
            sql.add(groups(query));
        }
        sql.add(")");
        if (query.maxSamples() != null && query.sampleBy() == null) {
            // Uniform, and the same in every engine and for every order of arrival.
            sql.add(
                    "ORDER BY MD5(concat(?, ':', id)), id LIMIT ?",
                    Long.toString(query.seed()),
                    query.maxSamples().longValue());
        }
        return sql.add(") ORDER BY began, id").list(connection, row -> ItemTable.ref(query.level(), row));
    }

    /// Rows of id, trace_ids, began, revision.
    static Sql groups(ItemQuery query) {
        return switch (query.level()) {
            case TRACE -> traces(query);
            case GENERATION -> generations(query);
            case SESSION -> sessions(query);
        };
    }

    private static Sql traces(ItemQuery query) {
        return Sql.of(
                        "SELECT assumeNotNull(trace_id) AS id, [assumeNotNull(trace_id)] AS trace_ids,"
                                + " min(started_at) AS began, " + REVISION + query.stratum("argMin")
                                + " FROM events WHERE team_id = ? AND "
                                + EventTable.CAPTURED + " AND trace_id IN (",
                        query.teamId())
                .add(active("trace_id", query))
                .add(") GROUP BY trace_id")
                .add(window(query))
                .add(FILTERS.having(query.filters(), query.teamId(), Level.TRACE, "trace_id"));
    }

    private static Sql generations(ItemQuery query) {
        return Sql.of(
                        "SELECT coalesce(span_id, uuid) AS id,"
                                + " [argMin(assumeNotNull(trace_id), (started_at, uuid))] AS trace_ids,"
                                + " min(started_at) AS began, " + REVISION + query.stratum("argMin")
                                + " FROM events WHERE team_id = ? AND event = ? AND trace_id IS NOT NULL"
                                + " GROUP BY coalesce(span_id, uuid)",
                        query.teamId(),
                        Event.GENERATION)
                .add(window(query))
                .add(FILTERS.having(query.filters(), query.teamId(), Level.GENERATION, "coalesce(span_id, uuid)"));
    }

    private static Sql sessions(ItemQuery query) {
        return Sql.of(
                        "WITH placed AS (SELECT trace_id, min(started_at) AS trace_began,"
                                + " argMinIf(session_id, (started_at, uuid), session_id IS NOT NULL) AS session"
                                + " FROM events WHERE team_id = ? AND " + EventTable.CAPTURED + " AND trace_id IN"
                                + " (SELECT trace_id FROM events WHERE team_id = ? AND session_id IN (",
                        query.teamId(),
                        query.teamId())
                .add(active("session_id", query))
                .add(")) GROUP BY trace_id)")
                .add(
                        "SELECT assumeNotNull(session) AS id, arrayMap(t -> t.2,"
                                + " arraySort(groupUniqArray((trace_began, assumeNotNull(trace_id))))) AS trace_ids,"
                                + " min(started_at) AS began, " + REVISION + query.stratum("argMin")
                                + " FROM events JOIN placed USING (trace_id)"
                                + " WHERE team_id = ? AND session IS NOT NULL AND " + EventTable.CAPTURED
                                + " GROUP BY session",
                        query.teamId())
                .add(window(query))
                .add(FILTERS.having(query.filters(), query.teamId(), Level.SESSION, "session"));
    }

    /// What has an event in the window, so that what lies elsewhere is not grouped at all.
    private static Sql active(String column, ItemQuery query) {
        return Sql.of(
                "SELECT " + column + " FROM events WHERE team_id = ? AND " + column + " IS NOT NULL AND "
                        + EventTable.CAPTURED + " AND started_at >= fromUnixTimestamp64Micro(toInt64(?), 'UTC')"
                        + " AND started_at < fromUnixTimestamp64Micro(toInt64(?), 'UTC')",
                query.teamId(),
                Sql.micros(query.from()),
                Sql.micros(query.to()));
    }

    private static Sql window(ItemQuery query) {
        return Sql.of(
                "HAVING min(started_at) >= fromUnixTimestamp64Micro(toInt64(?), 'UTC')"
                        + " AND min(started_at) < fromUnixTimestamp64Micro(toInt64(?), 'UTC')",
                Sql.micros(query.from()),
                Sql.micros(query.to()));
    }

    static List<Item> load(Connection connection, long teamId, List<ItemRef> refs) throws SQLException {
        return ItemLoading.load(refs, ids -> events(connection, teamId, ids));
    }

    private static List<Event> events(Connection connection, long teamId, List<String> traceIds) throws SQLException {
        return ClickHouseEvents.read(
                connection,
                Sql.of(
                        "SELECT " + ClickHouseEvents.COLUMNS + " FROM events WHERE team_id = ? AND "
                                + EventTable.CAPTURED + " AND trace_id IN (SELECT arrayJoin(CAST(? AS Array(String))))",
                        teamId,
                        traceIds));
    }

    static Optional<Trace> trace(Connection connection, long teamId, String traceId) throws SQLException {
        TraceName name = TraceName.of(traceId);
        List<String> candidates = Sql.of(
                        "SELECT trace_id FROM events WHERE team_id = ? AND " + EventTable.CAPTURED
                                + " AND (trace_id = ? OR startsWith(replaceAll(lower(trace_id), '-', ''), ?))"
                                + " GROUP BY trace_id ORDER BY trace_id <> ?,"
                                + " replaceAll(lower(trace_id), '-', '') <> ?, trace_id LIMIT 2",
                        teamId,
                        name.given(),
                        name.bare(),
                        name.given(),
                        name.bare())
                .list(connection, row -> row.getString(1));
        return ItemLoading.trace(name.among(candidates), ids -> events(connection, teamId, ids));
    }
}
