package dev.tracemap.server.intake;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.otlp.OtlpAnswers;
import dev.tracemap.ingest.otlp.OtlpConverter;
import dev.tracemap.ingest.otlp.OtlpProtobuf;
import dev.tracemap.server.http.Exchange;
import dev.tracemap.server.http.Refused;
import dev.tracemap.server.http.Route;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// OTLP over HTTP. An answer comes in the encoding of its request, refusals too.
///
/// Source: opentelemetry.io/docs/specs/otlp, "OTLP/HTTP".
final class OtlpDoor implements Route.Door {
    private static final String PROTOBUF = "application/x-protobuf";
    private static final String JSON = "application/json";

    private final Doors doors;

    OtlpDoor(Doors doors) {
        this.doors = doors;
    }

    @Override
    public void serve(Exchange exchange) throws Refused, IOException, InterruptedException {
        String type = exchange.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
        boolean json = type.startsWith(JSON);
        if (!json && !type.startsWith(PROTOBUF)) {
            throw new Refused(415, "send " + PROTOBUF + " or " + JSON);
        }
        try {
            doors.read(exchange, body -> take(exchange, body, json));
        } catch (Refused refused) {
            refuse(exchange, refused, json);
        }
    }

    private void take(Exchange exchange, byte[] body, boolean json) throws Refused, IOException, InterruptedException {
        Origin origin = doors.origin(exchange, Teams.key(exchange));
        Conversion conversion = json ? new OtlpConverter(origin).convert(Bodies.json(body)) : protobuf(origin, body);
        List<String> rejected = doors.keep(conversion, null);
        if (!json) {
            exchange.answer(200, PROTOBUF, OtlpAnswers.taken(rejected.size(), Doors.listed(rejected)));
            return;
        }
        ObjectNode answer = Json.object();
        if (!rejected.isEmpty()) {
            answer.putObject("partialSuccess")
                    .put("rejectedSpans", Integer.toString(rejected.size()))
                    .put("errorMessage", Doors.listed(rejected));
        }
        exchange.answer(200, answer);
    }

    private static Conversion protobuf(Origin origin, byte[] body) throws Refused {
        try {
            return new OtlpProtobuf(origin).convert(body);
        } catch (IOException e) {
            throw new Refused(400, "not an ExportTraceServiceRequest: " + e.getMessage());
        }
    }

    private static void refuse(Exchange exchange, Refused refused, boolean json) throws IOException {
        String why = String.valueOf(refused.getMessage());
        if (json) {
            exchange.answer(refused.status(), Json.object().put("message", why));
        } else {
            exchange.answer(refused.status(), PROTOBUF, OtlpAnswers.status(why));
        }
    }
}
