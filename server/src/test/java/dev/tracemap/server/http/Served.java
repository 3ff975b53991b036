package dev.tracemap.server.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.server.SampleTools;
import dev.tracemap.server.mcp.CatalogueOffer;
import dev.tracemap.server.mcp.Offer;
import dev.tracemap.server.mcp.Protocol;
import dev.tracemap.server.workbench.LocalWorkbench;
import dev.tracemap.server.workbench.Menu;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A server in this process with the tools of the test catalogue, and a client for it.
final class Served implements AutoCloseable {
    static final String INITIALIZE = """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
            "capabilities":{},"clientInfo":{"name":"t","version":"1"}}}""";
    private static final String META = """
            "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
            "io.modelcontextprotocol/clientCapabilities":{}""";

    final HttpServer server;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    Served(Gate gate, Duration silence) throws IOException {
        this(gate, silence, new CatalogueOffer(Menu.of(SampleTools.ALL), new LocalWorkbench(System.err)));
    }

    /// For everyone on this machine.
    Served(Offer offer) throws IOException {
        this(new Gate(true, Set.of(), Optional.empty(), Optional.empty()), Duration.ofSeconds(20), offer);
    }

    private Served(Gate gate, Duration silence, Offer offer) throws IOException {
        Protocol protocol = new Protocol("1", "", offer);
        server = new HttpServer("127.0.0.1", gate, _ -> protocol, InstantSource.system(), List.of(), silence);
        server.listen(0, true);
    }

    URI at(String path) {
        return server.address().resolve(path);
    }

    static JsonNode json(HttpResponse<String> response) throws IOException {
        return new ObjectMapper().readTree(response.body());
    }

    /// A request of the modern revision.
    static String modern(int id, String method, String meta, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":{\"_meta\":{" + meta
                + META + "}" + params + "}}";
    }

    static String tool(int id, String meta, String name, String arguments) {
        return modern(id, "tools/call", meta, ",\"name\":\"" + name + "\",\"arguments\":" + arguments);
    }

    HttpResponse<String> callTool(int id, String meta, String name, String arguments)
            throws IOException, InterruptedException {
        return post(
                tool(id, meta, name, arguments),
                "MCP-Protocol-Version",
                "2026-07-28",
                "Mcp-Method",
                "tools/call",
                "Mcp-Name",
                name);
    }

    HttpResponse<String> post(String body, String... headers) throws IOException, InterruptedException {
        return post(HttpRequest.BodyPublishers.ofString(body), headers);
    }

    HttpResponse<String> post(HttpRequest.BodyPublisher body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(at("/mcp"))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(body);
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.close();
    }
}
