package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.http.Gate;
import dev.tracemap.server.http.HttpServer;
import dev.tracemap.server.workbench.LocalWorkbench;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// A server with the traces of two teams, which came through its doors, and clients with either team's key.
final class TwoTeams implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    static final String FIRST = "key-of-the-first";
    static final String SECOND = "key-of-the-second";
    /// Brings traces of the second team and shows nothing.
    static final String PROJECT = "phc_second";

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Workspace workspace;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> sessions = new ConcurrentHashMap<>();

    TwoTeams(Path directory) throws IOException {
        Files.writeString(directory.resolve("tracemap.yaml"), """
                teams:
                  sha256:%s: 1
                  sha256:%s: 2
                  %s: 2
                  $NOBODY_SET_THIS_KEY: 2
                schedule: {enabled: false}
                """.formatted(hash(FIRST), hash(SECOND), PROJECT));
        workspace = new Workspace(directory, InstantSource.fixed(NOW));
        workspace.begin();
        LocalWorkbench workbench = new LocalWorkbench(System.err);
        server = new HttpServer(
                        "127.0.0.1",
                        new Gate(true, Set.of(), workspace.teams().tokens(Optional.empty()), Optional.empty()),
                        Hosting.protocols(workspace, workbench, UnaryOperator.identity()),
                        workspace.clock(),
                        Hosting.routes(workspace, workbench))
                .listen(0, true);
    }

    private static String hash(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    Workspace workspace() {
        return workspace;
    }

    /// Sends traces through PostHog's door; each says the word.
    void bring(String key, String word, int traces) throws IOException, InterruptedException {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("api_key", key);
        for (int i = 0; i < traces; i++) {
            ObjectNode event = body.withArray("batch").addObject();
            event.put("event", "$ai_generation").put("uuid", "u-" + i).put("distinct_id", word + "-user");
            event.put("timestamp", NOW.minusSeconds(3_600 + 60L * i).toString());
            String topic =
                    i % 2 == 0 ? "refund of an order that arrived broken" : "password reset for a locked account";
            ObjectNode properties = event.putObject("properties");
            properties.put("$ai_trace_id", word + "-trace-" + i).put("$ai_model", word + "-model-" + i % 2);
            properties
                    .put("$ai_span_name", word + " " + topic)
                    .put("$ai_latency", 1)
                    .put("$ai_input_tokens", 10);
            properties.putArray("$ai_input").addObject().put("role", "user").put("content", word + " " + topic);
            properties
                    .withArray("$ai_output_choices")
                    .addObject()
                    .put("role", "assistant")
                    .put("content", word);
        }
        HttpResponse<String> answer = send(key, "POST", "/batch/", body.toString());
        if (answer.statusCode() != 200) {
            throw new IOException(answer.statusCode() + " " + answer.body());
        }
    }

    HttpResponse<String> send(String key, String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.address() + path))
                .header("Content-Type", "application/json")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        if (path.equals("/mcp") && sessions.containsKey(key)) {
            request.header("Mcp-Session-Id", sessions.get(key));
        }
        return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    /// A request of the protocol in the session of this key.
    String ask(String key, String method, ObjectNode params) throws IOException, InterruptedException {
        if (!sessions.containsKey(key)) {
            ObjectNode hello = JsonNodeFactory.instance.objectNode().put("protocolVersion", "2025-11-25");
            hello.putObject("capabilities");
            hello.putObject("clientInfo").put("name", "t").put("version", "1");
            HttpResponse<String> opened = send(key, "POST", "/mcp", message("initialize", hello));
            sessions.put(key, opened.headers().firstValue("Mcp-Session-Id").orElseThrow());
        }
        String answer = send(key, "POST", "/mcp", message(method, params)).body();
        int data = answer.indexOf("data: ");
        return data < 0 ? answer : answer.substring(data + 6);
    }

    /// @return the status of the answer to a message in somebody's session
    int sendIn(String session, String key, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server.address() + "/mcp"))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + key)
                .header("Mcp-Session-Id", session)
                .POST(BodyPublishers.ofString(body))
                .build();
        return client.send(request, BodyHandlers.ofString()).statusCode();
    }

    String session(String key) {
        return sessions.getOrDefault(key, "");
    }

    /// The answer of a tool as a client reads it.
    String call(String key, String tool, String arguments) throws IOException, InterruptedException {
        ObjectNode params = JsonNodeFactory.instance.objectNode().put("name", tool);
        params.set("arguments", JSON.readTree(arguments));
        return ask(key, "tools/call", params);
    }

    JsonNode structured(String key, String tool, String arguments) throws IOException, InterruptedException {
        return JSON.readTree(call(key, tool, arguments)).at("/result/structuredContent");
    }

    private static String message(String method, ObjectNode params) {
        ObjectNode message =
                JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0").put("id", 1);
        message.put("method", method).set("params", params);
        return message.toString();
    }

    @Override
    public void close() {
        server.close();
        workspace.close();
    }
}
