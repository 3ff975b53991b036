package dev.tracemap.server.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.http.Exchange;
import dev.tracemap.server.http.Refused;
import dev.tracemap.server.http.Route;
import dev.tracemap.server.workbench.TeamBench;
import dev.tracemap.tools.Call;
import dev.tracemap.tools.Tool;
import dev.tracemap.tools.ToolResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/// Where a browser finds the page and what it asks for.
public final class PageRoutes {
    /// Nothing but our own files, and no connection but to this server.
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:;"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Set<String> READ = Set.of("GET", "HEAD");
    /// Every view is the same document; what it shows stands in the address.
    private static final List<String> VIEWS = List.of("/", "/runs/*", "/traces/*", "/search", "/compare", "/jobs");
    private static final Map<String, String> FILES = Map.of(
            "page.js", "text/javascript; charset=utf-8",
            "page.css", "text/css; charset=utf-8",
            "icon.svg", "image/svg+xml");

    private static final ObjectMapper JSON = new ObjectMapper();
    /// Bytes; a million items.
    private static final int MOST_SELECTED = 8 << 20;

    private final LongFunction<TeamBench> teams;

    private PageRoutes(LongFunction<TeamBench> teams) {
        this.teams = teams;
    }

    /// @param teams asked when the first request of a team comes
    public static List<Route> of(LongFunction<TeamBench> teams) {
        PageRoutes page = new PageRoutes(teams);
        List<Route> routes = new ArrayList<>();
        VIEWS.forEach(path -> routes.add(
                Route.open(READ, path, exchange -> file(exchange, "index.html", "text/html; charset=utf-8"))));
        FILES.forEach((name, type) -> routes.add(Route.open(READ, "/" + name, exchange -> file(exchange, name, type))));
        routes.add(new Route(READ, "/api/points", page::points));
        routes.add(new Route(READ, "/api/items", page.json(PageTools.ITEMS)));
        routes.add(new Route(READ, "/api/trace", page.json(PageTools.TRACE)));
        routes.add(new Route(Set.of("POST"), "/api/drivers", page::drivers));
        routes.add(new Route(READ, "/api/groups", page.json(PageTools.GROUPS)));
        return routes;
    }

    private static void file(Exchange exchange, String name, String type) throws IOException {
        byte[] content = PageFiles.bytes(name);
        String tag = PageFiles.tag(content);
        protect(exchange);
        exchange.set("Cache-Control", "no-cache");
        exchange.set("ETag", tag);
        if (exchange.header("If-None-Match").equals(Optional.of(tag))) {
            exchange.answer(304);
        } else {
            exchange.answer(200, type, content);
        }
    }

    private static void protect(Exchange exchange) {
        exchange.set("Content-Security-Policy", POLICY);
        exchange.set("X-Content-Type-Options", "nosniff");
        exchange.set("Referrer-Policy", "no-referrer");
        exchange.set("Cross-Origin-Resource-Policy", "same-origin");
    }

    /// Length of the header (32 bits, little-endian), the header as JSON, then the blocks.
    private void points(Exchange exchange) throws Refused, IOException {
        ObjectNode arguments = arguments(exchange);
        ObjectNode first = ask(exchange, PageTools.POINTS, arguments.deepCopy().put("from", 0));
        int items = first.path("items").asInt();
        ObjectNode header = first.deepCopy();
        header.remove(List.of("from", "block"));
        byte[] head = header.toString().getBytes(StandardCharsets.UTF_8);
        protect(exchange);
        try (OutputStream out = exchange.stream(200, "application/octet-stream")) {
            out.write(ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(head.length)
                    .array());
            out.write(head);
            out.write(Base64.getDecoder().decode(first.path("block").asText()));
            for (int from = Points.BLOCK; from < items; from += Points.BLOCK) {
                ObjectNode next =
                        ask(exchange, PageTools.POINTS, arguments.deepCopy().put("from", from));
                out.write(Base64.getDecoder().decode(next.path("block").asText()));
            }
        }
    }

    private Route.Door json(String tool) {
        return exchange -> {
            ObjectNode answer = ask(exchange, tool, arguments(exchange));
            protect(exchange);
            exchange.answer(200, answer);
        };
    }

    /// A selection comes in the body: it may name more items than an address holds.
    private void drivers(Exchange exchange) throws Refused, IOException {
        JsonNode asked = read(exchange.body(MOST_SELECTED));
        ObjectNode arguments = JsonNodeFactory.instance
                .objectNode()
                .put("run_id", asked.path("run_id").asText());
        ArrayNode indexes = arguments.putArray("indexes");
        for (String index : asked.path("indexes").asText().split(",", -1)) {
            indexes.add(whole(index));
        }
        ObjectNode answer = ask(exchange, PageTools.DRIVERS, arguments);
        protect(exchange);
        exchange.answer(200, answer);
    }

    private static JsonNode read(byte[] body) throws Refused, IOException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Refused(400, "the body is not JSON: " + e.getOriginalMessage());
        }
    }

    private static ObjectNode arguments(Exchange exchange) {
        ObjectNode arguments = JsonNodeFactory.instance.objectNode();
        for (String name : List.of("run_id", "trace_id")) {
            exchange.query(name).ifPresent(value -> arguments.put(name, value));
        }
        exchange.query("cluster_id").ifPresent(value -> arguments.put("cluster_id", whole(value)));
        exchange.query("indexes").ifPresent(value -> {
            for (String index : value.split(",", 100)) {
                arguments.withArray("indexes").add(whole(index));
            }
        });
        return arguments;
    }

    private static int whole(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private ObjectNode ask(Exchange exchange, String name, ObjectNode arguments) throws Refused {
        TeamBench team = teams.apply(exchange.team());
        Tool tool = team.menu().find(name).orElseThrow();
        return switch (team.workbench().call(tool, arguments, Call.UNWATCHED)) {
            case ToolResult.Answer(var _, var answer) -> answer;
            case ToolResult.Advice(var why) -> throw new Refused(404, why);
        };
    }
}
