package dev.tracemap.server.client;

import dev.tracemap.server.Main;
import dev.tracemap.server.owner.Launched;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The real program for real clients.
final class Program implements AutoCloseable {
    private final Launched process;
    private final String url;

    private Program(Launched process) throws IOException {
        this.process = process;
        this.url = process.message().get("mcp").textValue();
    }

    /// Serves over HTTP on a free port.
    static Program serving(Path directory, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "serve",
                "--json",
                "--port",
                "0",
                "--data-dir",
                directory.resolve("data").toString()));
        arguments.addAll(List.of(options));
        return new Program(Launched.of(Main.class.getName(), directory, arguments));
    }

    /// The command that serves on standard input and output.
    static List<String> onStdio(Path directory) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "mcp",
                "--data-dir",
                directory.resolve("data").toString());
    }

    String url() {
        return url;
    }

    /// Where the doors are.
    String host() {
        return "http://" + URI.create(url).getAuthority();
    }

    /// What `get_trace` says of a trace.
    String shown(String trace) throws IOException, InterruptedException {
        String call = """
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"get_trace",\
                "arguments":{"trace_id":"%s"},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                "io.modelcontextprotocol/clientInfo":{"name":"test","version":"1"},\
                "io.modelcontextprotocol/clientCapabilities":{}}}}""".formatted(trace);
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2026-07-28")
                .header("Mcp-Method", "tools/call")
                .header("Mcp-Name", "get_trace")
                .POST(HttpRequest.BodyPublishers.ofString(call, StandardCharsets.UTF_8))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                    .body();
        }
    }

    @Override
    public void close() {
        process.close();
    }
}
