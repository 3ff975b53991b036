package dev.tracemap.store;

import dev.tracemap.trace.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBConnection;

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

    private record Key(long teamId, String uuid) {
        static Key of(Event event) {
            return new Key(event.teamId(), event.uuid());
        }
    }

    /// Adds the events that are not there yet.
    static Store.Appended append(DuckDBConnection connection, List<Event> events) throws SQLException {
        Map<Key, Event> incoming = new LinkedHashMap<>();
        List<Event> repeated = new ArrayList<>();
        for (Event event : events) {
            if (incoming.putIfAbsent(Key.of(event), event) != null) {
                repeated.add(event);
            }
        }
        Map<Key, Event> known = present(connection, incoming.values());
        List<Event> fresh = new ArrayList<>();
        List<String> conflicting = new ArrayList<>();
        for (Event event : incoming.values()) {
            Event before = known.get(Key.of(event));
            if (before == null) {
                fresh.add(event);
            } else if (!sameContent(before, event)) {
                conflicting.add(event.uuid());
            }
        }
        for (Event event : repeated) {
            Event first = known.getOrDefault(Key.of(event), incoming.get(Key.of(event)));
            if (first == null || !sameContent(first, event)) {
                conflicting.add(event.uuid());
            }
        }
        insert(connection, fresh);
        return new Store.Appended(fresh.size(), events.size() - fresh.size(), List.copyOf(conflicting));
    }

    /// Puts the events in the place of those with the same uuids.
    static void replace(DuckDBConnection connection, List<Event> events) throws SQLException {
        Map<Key, Event> byKey = new LinkedHashMap<>();
        events.forEach(event -> byKey.put(Key.of(event), event));
        for (Key key : present(connection, byKey.values()).keySet()) {
            Sql.of(
                            "DELETE FROM events WHERE uuid_hash = ? AND team_id = ? AND uuid = ?",
                            hash(key.teamId(), key.uuid()),
                            key.teamId(),
                            key.uuid())
                    .execute(connection);
        }
        insert(connection, List.copyOf(byKey.values()));
    }

    private static Map<Key, Event> present(Connection connection, Collection<Event> events) throws SQLException {
        List<Long> hashes =
                events.stream().map(event -> hash(event.teamId(), event.uuid())).toList();
        // The narrow scan first: usually nothing is there, and then no other column is touched.
        List<Long> hits = Sql.of(
                        "SELECT DISTINCT uuid_hash FROM events WHERE uuid_hash IN (SELECT unnest(CAST(? AS BIGINT[])))",
                        hashes)
                .list(connection, row -> row.getLong(1));
        Map<Key, Event> present = new LinkedHashMap<>();
        if (!hits.isEmpty()) {
            for (Event event : read(
                    connection,
                    Sql.of(
                            "SELECT " + COLUMNS
                                    + " FROM events WHERE uuid_hash IN (SELECT unnest(CAST(? AS BIGINT[])))",
                            hits))) {
                present.put(Key.of(event), event);
            }
        }
        return present;
    }

    private static void insert(DuckDBConnection connection, List<Event> events) throws SQLException {
        List<String> properties = events.parallelStream()
                .map(event -> Json.write(event.properties()))
                .toList();
        try (Rows rows = Rows.into(connection, "events")) {
            for (int i = 0; i < events.size(); i++) {
                Event event = events.get(i);
                rows.add(
                        event.uuid(),
                        event.teamId(),
                        event.name(),
                        event.timestamp(),
                        event.distinctId(),
                        properties.get(i),
                        event.traceId(),
                        event.sessionId(),
                        event.spanId(),
                        event.parentId(),
                        event.spanName(),
                        event.model(),
                        event.provider(),
                        event.inputTokens(),
                        event.outputTokens(),
                        event.cacheReadInputTokens(),
                        event.cacheCreationInputTokens(),
                        event.reasoningTokens(),
                        event.totalCostUsd(),
                        event.latency(),
                        event.isError(),
                        event.error(),
                        event.start(),
                        hash(event.teamId(), event.uuid()));
            }
        }
    }

    /// Runs a query for [#COLUMNS] and parses what comes back, on all cores, keeping the order.
    static List<Event> read(Connection connection, Sql sql) throws SQLException {
        return sql.list(connection, StoredEvent::of).parallelStream()
                .map(StoredEvent::parse)
                .toList();
    }

    private record StoredEvent(
            String uuid, long teamId, String name, long endedMicros, String distinctId, String properties) {
        static StoredEvent of(ResultSet row) throws SQLException {
            return new StoredEvent(
                    row.getString(1),
                    row.getLong(2),
                    row.getString(3),
                    row.getLong(4),
                    row.getString(5),
                    row.getString(6));
        }

        Event parse() {
            return new Event(uuid, teamId, name, Sql.instant(endedMicros), distinctId, Json.object(properties));
        }
    }

    /// Compares as the store would keep it: microseconds, and JSON without regard to the order of keys.
    private static boolean sameContent(Event stored, Event event) {
        return stored.name().equals(event.name())
                && stored.distinctId().equals(event.distinctId())
                && stored.timestamp()
                        .truncatedTo(ChronoUnit.MICROS)
                        .equals(event.timestamp().truncatedTo(ChronoUnit.MICROS))
                && Json.tree(asStored(stored)).equals(Json.tree(asStored(event)));
    }

    /// UTF-8 has no place for half a surrogate pair; the engine keeps a question mark.
    private static String asStored(Event event) {
        return new String(Json.write(event.properties()).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    private static long hash(long teamId, String uuid) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5").digest((teamId + "/" + uuid).getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
