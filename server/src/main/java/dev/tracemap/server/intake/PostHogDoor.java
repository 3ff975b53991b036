package dev.tracemap.server.intake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.ingest.convert.Conversion;
import dev.tracemap.ingest.convert.Json;
import dev.tracemap.ingest.convert.PostHogConverter;
import dev.tracemap.server.http.Exchange;
import dev.tracemap.server.http.Refused;
import dev.tracemap.server.http.Route;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// PostHog's capture: one event, an array, `{batch: […]}`, a form with `data`, or parts of AI events.
final class PostHogDoor implements Route.Door {
    private final Doors doors;

    PostHogDoor(Doors doors) {
        this.doors = doors;
    }

    @Override
    public void serve(Exchange exchange) throws Refused, IOException, InterruptedException {
        doors.read(exchange, body -> take(exchange, body));
    }

    private void take(Exchange exchange, byte[] body) throws Refused, IOException, InterruptedException {
        String type = exchange.header("Content-Type").orElse("");
        String kind = type.toLowerCase(Locale.ROOT);
        JsonNode sent = kind.startsWith("multipart/")
                ? AiParts.events(body, type)
                : Bodies.json(kind.startsWith("application/x-www-form-urlencoded") ? unwrapped(body) : body);
        Conversion conversion = new PostHogConverter(doors.origin(exchange, key(exchange, sent))).convert(sent);
        List<String> rejected = doors.keep(conversion, null);
        ObjectNode answer = Json.object();
        if (rejected.isEmpty()) {
            exchange.answer(200, answer.put("status", "Ok"));
            return;
        }
        boolean nothing = conversion.events().isEmpty() && conversion.skipped() == 0;
        answer.put("status", nothing ? "Rejected" : "Ok").put("rejected", rejected.size());
        exchange.answer(nothing ? 400 : 200, answer.put("error", Doors.listed(rejected)));
    }

    /// Older clients send a form whose field `data` is Base64 of the JSON.
    private static byte[] unwrapped(byte[] body) throws Refused {
        String text = new String(body, StandardCharsets.UTF_8);
        if (!text.startsWith("data=")) {
            return body;
        }
        try {
            String data = text.substring(5).split("&", 2)[0];
            String plain = URLDecoder.decode(data, StandardCharsets.UTF_8).replace(' ', '+');
            return plain.startsWith("{") || plain.startsWith("[")
                    ? URLDecoder.decode(data, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8)
                    : Base64.getMimeDecoder().decode(plain);
        } catch (IllegalArgumentException e) {
            throw new Refused(400, "the form's data is neither JSON nor Base64");
        }
    }

    /// Where the clients of the last years put it.
    private static @Nullable String key(Exchange exchange, JsonNode sent) {
        JsonNode first = sent.isArray() ? sent.path(0) : sent;
        String own = Json.text(first, "api_key", "token", "$token");
        if (own == null) {
            own = Json.text(first.path("properties"), "token", "api_key");
        }
        if (own == null) {
            own = Json.text(first.path("batch").path(0).path("properties"), "token");
        }
        return own != null ? own : exchange.query("token").orElseGet(() -> Teams.key(exchange));
    }
}
