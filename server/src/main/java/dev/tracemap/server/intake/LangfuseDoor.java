package dev.tracemap.server.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.langfuse.LangfuseBatch;
import dev.tracemap.server.http.Exchange;
import dev.tracemap.server.http.Refused;
import dev.tracemap.server.http.Route;
import java.io.IOException;
import java.util.List;

/// Langfuse's ingestion: the public key is the project's key, and each event of a batch has its own verdict.
final class LangfuseDoor implements Route.Door {
    private final Doors doors;

    LangfuseDoor(Doors doors) {
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
        LangfuseBatch read = LangfuseBatch.of(batch, doors.origin(exchange, Teams.key(exchange)));
        List<String> left = doors.keep(Conversion.of(read.events()), LangfuseBatch::merged);
        ObjectNode answer = Json.object();
        ArrayNode successes = answer.putArray("successes");
        read.taken().forEach(id -> successes.addObject().put("id", id).put("status", 201));
        ArrayNode errors = answer.putArray("errors");
        read.refused().forEach(each -> refuse(errors, each.id(), each.reason()));
        left.forEach(reason -> refuse(errors, "", reason));
        exchange.answer(207, answer);
    }

    private static void refuse(ArrayNode errors, String id, String reason) {
        errors.addObject()
                .put("id", id)
                .put("status", 400)
                .put("message", reason)
                .put("error", reason);
    }
}
