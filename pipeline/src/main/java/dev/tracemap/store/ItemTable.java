package dev.tracemap.store;

import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Level;
import dev.tracemap.trace.Trace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// Items, which are no table but groups of events.
final class ItemTable {
    static final Filters FILTERS = new Filters(new DuckDbFilterSql());

    private ItemTable() {}

    static Optional<Store.Extent> extent(Connection connection, long teamId) throws SQLException {
        return Sql.of(
                        "SELECT epoch_us(min(timestamp)) AS first, epoch_us(max(timestamp)) AS last, count(*) AS events,"
                                + " count(DISTINCT trace_id) AS traces FROM events WHERE team_id = ? AND "
                                + EventTable.CAPTURED,
                        teamId)
                .first(connection, ItemTable::extent)
                .filter(extent -> extent.events() > 0);
    }

    static Store.Extent extent(ResultSet row) throws SQLException {
        return new Store.Extent(
                Sql.instant(row.getLong("first")),
                Sql.instant(row.getLong("last")),
                row.getLong("events"),
                row.getLong("traces"));
    }

    static long count(Connection connection, ItemQuery query) throws SQLException {
        FILTERS.check(connection, query.filters());
        return Sql.of("SELECT count(*) FROM (")
                .add(groups(query))
                .add(")")
                .first(connection, row -> row.getLong(1))
                .orElse(0L);
    }

    static List<ItemRef> items(Connection connection, ItemQuery query) throws SQLException {
        FILTERS.check(connection, query.filters());
        Sql sql = Sql.of("SELECT id, trace_ids, epoch_us(began) AS began, revision FROM (");
        if (query.maxSamples() != null && query.sampleBy() != null) {
            sql.add(query.sampleBy().draw(groups(query), "md5", query, query.maxSamples()));
        } else {
            sql.add(groups(query));
        }
        if (query.maxSamples() != null && query.sampleBy() == null) {
            // Uniform, and the same in every engine and for every order of arrival.
            sql.add(
                    "ORDER BY md5(concat(?, ':', id)), id LIMIT ?",
                    Long.toString(query.seed()),
                    query.maxSamples().longValue());
        }
        return sql.add(") ORDER BY began, id").list(connection, row -> ref(query.level(), row));
    }

    static ItemRef ref(Level level, ResultSet row) throws SQLException {
        return new ItemRef(
                level,
                row.getString("id"),
                Sql.texts(row, "trace_ids"),
                Sql.instant(row.getLong("began")),
                row.getString("revision"));
    }

    /// Rows of id, trace_ids, began, revision.
    static Sql groups(ItemQuery query) {
        return switch (query.level()) {
            case TRACE -> traces(query);
            case GENERATION -> generations(query);
            case SESSION -> sessions(query);
        };
    }

    private static final String REVISION = "concat(count(*), '-', to_hex(bit_xor(uuid_hash))) AS revision";

    private static Sql traces(ItemQuery query) {
        return Sql.of(
                        "SELECT trace_id AS id, [trace_id] AS trace_ids, min(started_at) AS began, " + REVISION
                                + query.stratum("arg_min") + " FROM events WHERE team_id = ? AND " + EventTable.CAPTURED
                                + " AND trace_id IN (",
                        query.teamId())
                .add(active("trace_id", query))
                .add(") GROUP BY trace_id")
                .add(window(query))
                .add(FILTERS.having(query.filters(), query.teamId(), Level.TRACE, "trace_id"));
    }

    private static Sql generations(ItemQuery query) {
        return Sql.of(
                        "SELECT coalesce(span_id, uuid) AS id, [arg_min(trace_id, (started_at, uuid))] AS trace_ids,"
                                + " min(started_at) AS began, " + REVISION + query.stratum("arg_min")
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
                                + " arg_min(session_id, (started_at, uuid)) FILTER (session_id IS NOT NULL) AS session"
                                + " FROM events WHERE team_id = ? AND " + EventTable.CAPTURED + " AND trace_id IN"
                                + " (SELECT trace_id FROM events WHERE team_id = ? AND session_id IN (",
                        query.teamId(),
                        query.teamId())
                .add(active("session_id", query))
                .add(")) GROUP BY trace_id)")
                .add(
                        "SELECT session AS id, list_transform(list_sort(list(DISTINCT {'at': trace_began, 'id': trace_id})),"
                                + " lambda trace: trace.id) AS trace_ids, min(started_at) AS began, " + REVISION
                                + query.stratum("arg_min")
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
                        + EventTable.CAPTURED + " AND started_at >= make_timestamp(?)"
                        + " AND started_at < make_timestamp(?)",
                query.teamId(),
                Sql.micros(query.from()),
                Sql.micros(query.to()));
    }

    private static Sql window(ItemQuery query) {
        return Sql.of(
                "HAVING min(started_at) >= make_timestamp(?) AND min(started_at) < make_timestamp(?)",
                Sql.micros(query.from()),
                Sql.micros(query.to()));
    }

    static List<Item> load(Connection connection, long teamId, List<ItemRef> refs) throws SQLException {
        return ItemLoading.load(refs, ids -> events(connection, teamId, ids));
    }

    private static List<Event> events(Connection connection, long teamId, List<String> traceIds) throws SQLException {
        return EventTable.read(
                connection,
                Sql.of(
                        "SELECT " + EventTable.COLUMNS + " FROM events WHERE team_id = ? AND " + EventTable.CAPTURED
                                + " AND trace_id IN (SELECT unnest(?))",
                        teamId,
                        traceIds));
    }

    static Optional<Trace> trace(Connection connection, long teamId, String traceId) throws SQLException {
        TraceName name = TraceName.of(traceId);
        List<String> candidates = Sql.of(
                        "SELECT trace_id FROM events WHERE team_id = ? AND " + EventTable.CAPTURED
                                + " AND (trace_id = ? OR starts_with(replace(lower(trace_id), '-', ''), ?))"
                                + " GROUP BY trace_id ORDER BY trace_id <> ?, replace(lower(trace_id), '-', '') <> ?, trace_id LIMIT 2",
                        teamId,
                        name.given(),
                        name.bare(),
                        name.given(),
                        name.bare())
                .list(connection, row -> row.getString(1));
        return ItemLoading.trace(name.among(candidates), ids -> events(connection, teamId, ids));
    }
}
