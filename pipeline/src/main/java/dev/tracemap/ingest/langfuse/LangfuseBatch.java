package dev.tracemap.ingest.langfuse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.trace.Event;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one request of a Langfuse client became.
///
/// @param events one a thing described, whatever number of pieces it came in
/// @param taken ids of the client's events that were understood
/// @param refused the others
public record LangfuseBatch(List<Event> events, List<String> taken, List<Refusal> refused) {

    /// @param id of the client's event; its place in the batch where it has none
    public record Refusal(String id, String reason) {}

    public LangfuseBatch {
        events = List.copyOf(events);
        taken = List.copyOf(taken);
        refused = List.copyOf(refused);
    }

    /// @param batch the array `batch` of the request
    public static LangfuseBatch of(JsonNode batch, Origin origin) {
        LangfusePieces pieces = new LangfusePieces(origin);
        Map<String, Event> events = new LinkedHashMap<>();
        List<String> taken = new ArrayList<>();
        List<Refusal> refused = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            JsonNode piece = batch.get(i);
            String own = Json.text(piece, "id");
            String id = own == null ? "event " + (i + 1) : own;
            try {
                pieces.event(piece).ifPresent(event -> events.merge(event.uuid(), event, LangfuseBatch::merged));
                taken.add(id);
            } catch (IllegalArgumentException e) {
                refused.add(new Refusal(id, String.valueOf(e.getMessage())));
            } catch (DateTimeException e) {
                refused.add(new Refusal(id, "not a time: " + e.getMessage()));
            }
        }
        return new LangfuseBatch(List.copyOf(events.values()), taken, refused);
    }

    /// An event with what came later about the same thing.
    public static Event merged(Event earlier, Event later) {
        ObjectNode properties = earlier.properties().deepCopy();
        properties.setAll(later.properties());
        boolean vague = later.name().equals(Event.SPAN);
        return LangfusePieces.timed(
                earlier.uuid(),
                earlier.teamId(),
                vague ? earlier.name() : later.name(),
                later.timestamp(),
                later.distinctId().isEmpty() ? earlier.distinctId() : later.distinctId(),
                properties);
    }
}
