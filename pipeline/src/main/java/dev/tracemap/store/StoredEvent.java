package dev.tracemap.store;

import dev.tracemap.trace.Event;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An event as its columns hold it.
record StoredEvent(String uuid, long teamId, String name, long endedMicros, String distinctId, String properties) {

    /// @param row uuid, team, event, microseconds of the end, user, properties
    static StoredEvent of(ResultSet row) throws SQLException {
        return new StoredEvent(
                row.getString(1), row.getLong(2), row.getString(3), row.getLong(4), row.getString(5), row.getString(6));
    }

    static StoredEvent of(Event event) {
        // UTF-8 has no place for half a surrogate pair; the engines keep a question mark.
        String json =
                new String(Json.write(event.properties()).getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        return new StoredEvent(
                event.uuid(), event.teamId(), event.name(), Sql.micros(event.timestamp()), event.distinctId(), json);
    }

    EventKey key() {
        return new EventKey(teamId, uuid);
    }

    Event parse() {
        return new Event(uuid, teamId, name, Sql.instant(endedMicros), distinctId, Json.object(properties));
    }

    /// The order of keys in the JSON does not matter.
    boolean sameContent(StoredEvent other) {
        return name.equals(other.name)
                && endedMicros == other.endedMicros
                && distinctId.equals(other.distinctId)
                && (properties.equals(other.properties) || Json.tree(properties).equals(Json.tree(other.properties)));
    }

    /// The columns of the table `events`, one list an event.
    static List<List<@Nullable Object>> rows(List<Event> events) {
        return events.parallelStream().map(StoredEvent::row).toList();
    }

    private static List<@Nullable Object> row(Event event) {
        return Arrays.asList(
                event.uuid(),
                event.teamId(),
                event.name(),
                event.timestamp(),
                event.distinctId(),
                Json.write(event.properties()),
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
                EventKey.of(event).hash());
    }
}
