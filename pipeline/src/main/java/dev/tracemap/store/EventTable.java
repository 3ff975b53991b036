package dev.tracemap.store;

import dev.tracemap.trace.Event;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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

    private record Key(long teamId, String uuid) {
        static Key of(Event event) {
            return new Key(event.teamId(), event.uuid());
        }

        /// The same in every version of every engine, since it is kept and revisions of items are made of it.
        long hash() {
            try {
                byte[] name = (teamId + "/" + uuid).getBytes(StandardCharsets.UTF_8);
                return ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(name))
                        .getLong();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /// Adds the events that are not there yet.
    static Store.Appended append(DuckDBConnection connection, List<Event> events) throws SQLException {
        Map<Key, Event> fresh = new LinkedHashMap<>();
        List<Event> repeated = new ArrayList<>();
        for (Event event : events) {
            if (fresh.putIfAbsent(Key.of(event), event) != null) {
                repeated.add(event);
            }
        }
        Map<Key, StoredEvent> known = present(connection, fresh.values());
        known.keySet().forEach(key -> {
            Event event = fresh.remove(key);
            if (event != null) {
                repeated.add(event);
            }
        });
        List<String> conflicting = repeated.parallelStream()
                .filter(event -> !same(event, known.get(Key.of(event)), fresh.get(Key.of(event))))
                .map(Event::uuid)
                .toList();
        insert(connection, List.copyOf(fresh.values()));
        return new Store.Appended(fresh.size(), repeated.size(), conflicting);
    }

    private static boolean same(Event event, @Nullable StoredEvent stored, @Nullable Event earlier) {
        StoredEvent first = stored != null ? stored : earlier != null ? StoredEvent.of(earlier) : null;
        return first != null && first.sameContent(StoredEvent.of(event));
    }

    /// Puts the events in the place of those with the same uuids.
    static void replace(DuckDBConnection connection, List<Event> events) throws SQLException {
        Map<Key, Event> byKey = new LinkedHashMap<>();
        events.forEach(event -> byKey.put(Key.of(event), event));
        Sql.of(
                        "DELETE FROM events WHERE uuid_hash IN (SELECT unnest(CAST(? AS BIGINT[])))"
                                + " AND uuid IN (SELECT unnest(?))",
                        byKey.keySet().stream().map(Key::hash).toList(),
                        byKey.keySet().stream().map(Key::uuid).toList())
                .execute(connection);
        insert(connection, List.copyOf(byKey.values()));
    }

    private static Map<Key, StoredEvent> present(Connection connection, Collection<Event> events) throws SQLException {
        List<Long> hashes = events.stream().map(event -> Key.of(event).hash()).toList();
        // The narrow scan first: usually nothing is there, and then no other column is touched.
        List<Long> hits = Sql.of(
                        "SELECT DISTINCT uuid_hash FROM events"
                                + " WHERE uuid_hash IN (SELECT unnest(CAST(? AS BIGINT[])))",
                        hashes)
                .list(connection, row -> row.getLong(1));
        Map<Key, StoredEvent> present = new LinkedHashMap<>();
        if (!hits.isEmpty()) {
            Sql.of(
                            "SELECT " + COLUMNS + " FROM events"
                                    + " WHERE uuid_hash IN (SELECT unnest(CAST(? AS BIGINT[])))",
                            hits)
                    .list(connection, StoredEvent::of)
                    .forEach(stored -> present.put(new Key(stored.teamId(), stored.uuid()), stored));
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
                        Key.of(event).hash());
            }
        }
    }

    /// Runs a query for [#COLUMNS] and parses what comes back, on all cores, keeping the order.
    static List<Event> read(Connection connection, Sql sql) throws SQLException {
        return sql.list(connection, StoredEvent::of).parallelStream()
                .map(StoredEvent::parse)
                .toList();
    }

    /// An event as its columns hold it.
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

        static StoredEvent of(Event event) {
            // UTF-8 has no place for half a surrogate pair; the engine keeps a question mark.
            String json =
                    new String(Json.write(event.properties()).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            return new StoredEvent(
                    event.uuid(),
                    event.teamId(),
                    event.name(),
                    Sql.micros(event.timestamp()),
                    event.distinctId(),
                    json);
        }

        Event parse() {
            return new Event(uuid, teamId, name, Sql.instant(endedMicros), distinctId, Json.object(properties));
        }

        /// The order of keys in the JSON does not matter.
        boolean sameContent(StoredEvent other) {
            return name.equals(other.name)
                    && endedMicros == other.endedMicros
                    && distinctId.equals(other.distinctId)
                    && (properties.equals(other.properties)
                            || Json.tree(properties).equals(Json.tree(other.properties)));
        }
    }
}
