package dev.tracemap.store;

import dev.tracemap.trace.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The table `events` in ClickHouse.
///
/// A batch is held against what is there first, so that duplicates can be counted and named. Two programs that store
/// the same event at the same moment both find nothing; then the table's own replacing leaves one of the two rows. What
/// was appended has a negative version, the later the smaller: the first content stays. What was put in its place has a
/// positive one: the last content counts.
final class ClickHouseEvents {
    static final String COLUMNS = "events.uuid, events.team_id, events.event,"
            + " toUnixTimestamp64Micro(events.timestamp) AS ended, events.distinct_id, events.properties";
    private static final String ALL =
            "row_version, uuid, team_id, event, timestamp, distinct_id, properties, trace_id, session_id,"
                    + " span_id, parent_id, span_name, model, provider, input_tokens, output_tokens, cache_read_input_tokens,"
                    + " cache_creation_input_tokens, reasoning_tokens, total_cost_usd, latency, is_error, error, started_at,"
                    + " uuid_hash";

    private ClickHouseEvents() {}

    /// Adds the events that are not there yet.
    static Store.Appended append(Connection connection, List<Event> events, long version) throws SQLException {
        Arrivals arrivals = Arrivals.of(events, fresh -> present(connection, fresh));
        insert(connection, arrivals.fresh(), -version);
        return arrivals.outcome();
    }

    /// Puts the events in the place of those with the same uuids.
    static void replace(Connection connection, List<Event> events, long version) throws SQLException {
        Map<EventKey, Event> byKey = new LinkedHashMap<>();
        events.forEach(event -> byKey.put(EventKey.of(event), event));
        boolean moved = present(connection, byKey.keySet()).values().stream()
                .anyMatch(stored -> hasMoved(stored.parse(), Objects.requireNonNull(byKey.get(stored.key()))));
        insert(connection, List.copyOf(byKey.values()), version);
        if (moved) {
            // The old row lies elsewhere, where the new one does not take its place.
            Sql.of(
                            "DELETE FROM events WHERE uuid_hash IN (SELECT arrayJoin(CAST(? AS Array(Int64)))) AND uuid IN"
                                    + " (SELECT arrayJoin(CAST(? AS Array(String)))) AND row_version < ?",
                            byKey.keySet().stream().map(EventKey::hash).toList(),
                            byKey.keySet().stream().map(EventKey::uuid).toList(),
                            version)
                    .execute(connection);
        }
    }

    /// Rows take each other's place within a trace and a month of starts.
    private static boolean hasMoved(Event before, Event after) {
        return !Objects.equals(before.traceId(), after.traceId())
                || !before.start().equals(after.start());
    }

    private static Map<EventKey, StoredEvent> present(Connection connection, Collection<EventKey> keys)
            throws SQLException {
        Map<EventKey, StoredEvent> present = new LinkedHashMap<>();
        if (keys.isEmpty()) {
            return present;
        }
        // Usually nothing is there, and then the big table is not touched at all.
        List<Long> hits = new ArrayList<>();
        List<String> traces = new ArrayList<>();
        Sql.of(
                        "SELECT uuid_hash, trace_id FROM event_keys WHERE uuid_hash IN (SELECT arrayJoin(CAST(? AS Array(Int64))))",
                        keys.stream().map(EventKey::hash).toList())
                .each(connection, row -> {
                    hits.add(row.getLong(1));
                    String trace = row.getString(2);
                    if (trace != null) {
                        traces.add(trace);
                    }
                });
        if (!hits.isEmpty()) {
            Sql.of(
                            "SELECT " + COLUMNS
                                    + " FROM events WHERE uuid_hash IN (SELECT arrayJoin(CAST(? AS Array(Int64))))"
                                    + " AND (trace_id IS NULL OR trace_id IN (SELECT arrayJoin(CAST(? AS Array(String)))))",
                            hits,
                            traces)
                    .list(connection, StoredEvent::of)
                    .forEach(stored -> present.put(stored.key(), stored));
        }
        return present;
    }

    private static void insert(Connection connection, List<Event> events, long version) throws SQLException {
        ClickHouseRows.insert(
                connection,
                "events",
                ALL,
                StoredEvent.rows(events).stream()
                        .map(row -> ClickHouseDerived.versioned(row, version))
                        .toList());
    }

    /// Runs a query for [#COLUMNS] and parses what comes back, on all cores, keeping the order.
    static List<Event> read(Connection connection, Sql sql) throws SQLException {
        return sql.list(connection, StoredEvent::of).parallelStream()
                .map(StoredEvent::parse)
                .toList();
    }
}
