package dev.tracemap.store;

import dev.tracemap.trace.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// The table `events`. A column with a 64-bit hash of team and uuid stands in for a unique index, which would make
/// bulk loading many times slower: one scan of that column tells what is there already.
final class EventTable {
    /// Events that are derived from items and so are never part of one.
    private static final String DERIVED = "('$ai_trace_summary', '$ai_generation_summary', '$ai_session_summary',"
            + " '$ai_trace_clusters', '$ai_generation_clusters', '$ai_session_clusters')";

    /// Condition on `events` that leaves out what was derived.
    static final String CAPTURED = "event NOT IN " + DERIVED;

    static final String COLUMNS = "events.uuid, events.team_id, events.event, epoch_us(events.timestamp) AS ended,"
            + " events.distinct_id, events.properties";

    private EventTable() {}

    /// Adds the events that are not there yet.
    static Store.Appended append(DuckDBConnection connection, List<Event> events) throws SQLException {
        Arrivals arrivals = Arrivals.of(events, fresh -> present(connection, fresh));
        insert(connection, arrivals.fresh());
        return arrivals.outcome();
    }

    /// Puts the events in the place of those with the same uuids.
    static void replace(DuckDBConnection connection, List<Event> events) throws SQLException {
        Map<EventKey, Event> byKey = new LinkedHashMap<>();
        events.forEach(event -> byKey.put(EventKey.of(event), event));
        Sql.of(
                        "DELETE FROM events WHERE uuid_hash IN (SELECT unnest(CAST(? AS BIGINT[])))"
                                + " AND uuid IN (SELECT unnest(?))",
                        byKey.keySet().stream().map(EventKey::hash).toList(),
                        byKey.keySet().stream().map(EventKey::uuid).toList())
                .execute(connection);
        insert(connection, List.copyOf(byKey.values()));
    }

    private static Map<EventKey, StoredEvent> present(Connection connection, Collection<EventKey> keys)
            throws SQLException {
        List<Long> hashes = keys.stream().map(EventKey::hash).toList();
        // The narrow scan first: usually nothing is there, and then no other column is touched.
        List<Long> hits = Sql.of(
                        "SELECT DISTINCT uuid_hash FROM events"
                                + " WHERE uuid_hash IN (SELECT unnest(CAST(? AS BIGINT[])))",
                        hashes)
                .list(connection, row -> row.getLong(1));
        Map<EventKey, StoredEvent> present = new LinkedHashMap<>();
        if (!hits.isEmpty()) {
            Sql.of(
                            "SELECT " + COLUMNS + " FROM events"
                                    + " WHERE uuid_hash IN (SELECT unnest(CAST(? AS BIGINT[])))",
                            hits)
                    .list(connection, StoredEvent::of)
                    .forEach(stored -> present.put(stored.key(), stored));
        }
        return present;
    }

    private static void insert(DuckDBConnection connection, List<Event> events) throws SQLException {
        try (Rows rows = Rows.into(connection, "events")) {
            for (List<@Nullable Object> row : StoredEvent.rows(events)) {
                rows.add(row.toArray());
            }
        }
    }

    /// Runs a query for [#COLUMNS] and parses what comes back, on all cores, keeping the order.
    static List<Event> read(Connection connection, Sql sql) throws SQLException {
        return sql.list(connection, StoredEvent::of).parallelStream()
                .map(StoredEvent::parse)
                .toList();
    }
}
