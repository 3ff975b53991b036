package dev.tracemap.server.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.PostHogConverter;
import dev.tracemap.server.http.Exchange;
import dev.tracemap.server.http.Refused;
import dev.tracemap.server.http.Route;
import dev.tracemap.trace.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// PostHog's capture in its first numbered version: the key comes as a bearer token, and each event of a batch has its
/// own verdict, `ok` or `drop`, by its uuid.
///
/// Source: `rust/capture/src/v1/analytics` in PostHog/posthog.
final class PostHogVerdictDoor implements Route.Door {
    private final Doors doors;

    PostHogVerdictDoor(Doors doors) {
        this.doors = doors;
    }

    @Override
    public void serve(Exchange exchange) throws Refused, IOException, InterruptedException {
        doors.read(exchange, body -> take(exchange, Bodies.json(body)));
    }

    private void take(Exchange exchange, JsonNode body) throws Refused, IOException, InterruptedException {
        JsonNode batch = body.path("batch");
        if (!batch.isArray()) {
            throw new Refused(400, "expected {\"batch\": […]}");
        }
        PostHogConverter converter = new PostHogConverter(doors.origin(exchange, Teams.key(exchange)));
        List<Event> events = new ArrayList<>();
        List<String> rejected = new ArrayList<>();
        ObjectNode answer = Json.object();
        ObjectNode results = answer.putObject("results");
        for (JsonNode source : batch) {
            EventSize.Kept one = EventSize.sift(converter.convert(source));
            ObjectNode verdict = results.putObject(source.path("uuid").asText());
            if (one.rejected().isEmpty()) {
                verdict.put("result", "ok");
            } else {
                verdict.put("result", "drop").put("details", one.rejected().getFirst());
            }
            events.addAll(one.events());
            rejected.addAll(one.rejected());
        }
        doors.keep(new Conversion(events, rejected, 0), null);
        exchange.answer(200, answer);
    }
}
