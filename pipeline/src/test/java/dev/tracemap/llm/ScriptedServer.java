package dev.tracemap.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// A real HTTP server that speaks OpenAI's protocol and answers as a test has scripted. It keeps every request.
///
/// The script sees each request and returns what to do; [#completion], [#toolCall] and [#embeddings] make good
/// answers, the other [Reply] forms bad ones. Scripts for whole stages stand beside their tests.
public final class ScriptedServer implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// @param path such as `/v1/chat/completions`
    /// @param number of the request, from 1, over all paths
    public record Asked(String method, String path, JsonNode body, String raw, int number, String authorization) {
        /// All message texts, joined.
        public String text() {
            StringBuilder text = new StringBuilder();
            body.path("messages")
                    .forEach(message ->
                            text.append(message.path("content").asText("")).append('\n'));
            return text.toString();
        }

        public String model() {
            return body.path("model").asText("");
        }
    }

    /// What the server does.
    public sealed interface Reply {}

    public record Json(int status, JsonNode body, Map<String, String> headers) implements Reply {}

    public record Raw(int status, String contentType, String body) implements Reply {}

    /// The connection ends without an answer.
    public record Reset() implements Reply {}

    /// Half of the answer comes at once, and the rest never within the given time.
    public record Slow(JsonNode body, long millis) implements Reply {}

    private final HttpServer server;
    private final List<Asked> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private volatile Function<Asked, Reply> script;

    public ScriptedServer(Function<Asked, Reply> script) {
        this.script = script;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::serve);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    public Endpoint endpoint() {
        return new Endpoint(url(), "sk-test-SECRET");
    }

    /// In the order in which they came.
    public List<Asked> requests() {
        return List.copyOf(requests);
    }

    public void script(Function<Asked, Reply> next) {
        script = next;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /// A good chat answer; a token is counted for every four characters.
    public static Reply completion(Asked asked, String text) {
        return message(
                asked,
                JsonNodeFactory.instance.objectNode().put("role", "assistant").put("content", text),
                "stop");
    }

    /// An answer that calls one tool.
    public static Reply toolCall(Asked asked, String name, JsonNode arguments) {
        ObjectNode message =
                JsonNodeFactory.instance.objectNode().put("role", "assistant").putNull("content");
        message.putArray("tool_calls")
                .addObject()
                .put("id", "call_" + asked.number())
                .put("type", "function")
                .putObject("function")
                .put("name", name)
                .put("arguments", arguments.toString());
        return message(asked, message, "tool_calls");
    }

    public static Reply refusal(Asked asked) {
        return message(
                asked,
                JsonNodeFactory.instance
                        .objectNode()
                        .put("role", "assistant")
                        .putNull("content")
                        .put("refusal", "I will not."),
                "stop");
    }

    public static Reply message(Asked asked, ObjectNode message, String finish) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("id", "chatcmpl-" + asked.number())
                .put("object", "chat.completion")
                .put("created", 1)
                .put("model", asked.model());
        body.putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", finish)
                .set("message", message);
        body.set("usage", usage(asked.raw().length(), message.toString().length()));
        return new Json(200, body, Map.of());
    }

    /// A good embedding answer.
    public static Reply embeddings(Asked asked, Function<String, float[]> vector) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("object", "list").put("model", asked.model());
        var data = body.putArray("data");
        asked.body().path("input").forEach(text -> {
            ObjectNode one = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            var values = one.putArray("embedding");
            for (float value : vector.apply(text.asText())) {
                values.add(value);
            }
        });
        body.set("usage", usage(asked.raw().length(), 0));
        return new Json(200, body, Map.of());
    }

    public static Reply busy(String retryAfterSeconds) {
        return new Json(429, error("slow down", "rate_limit_exceeded"), Map.of("Retry-After", retryAfterSeconds));
    }

    public static Reply status(int status) {
        return new Json(status, error("it went wrong for sk-test-SECRET", "other"), Map.of());
    }

    private static ObjectNode usage(int in, int out) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", in / 4)
                .put("completion_tokens", out / 4)
                .put("total_tokens", in / 4 + out / 4);
    }

    private static ObjectNode error(String message, String code) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error").put("message", message).put("type", code).put("code", code);
        return body;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String raw = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Asked asked = new Asked(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    raw.startsWith("{") ? MAPPER.readTree(raw) : JsonNodeFactory.instance.objectNode(),
                    raw,
                    numbers.incrementAndGet(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            requests.add(asked);
            switch (script.apply(asked)) {
                case Json(int status, JsonNode body, Map<String, String> headers) -> {
                    headers.forEach(exchange.getResponseHeaders()::set);
                    send(exchange, status, "application/json", body.toString());
                }
                case Raw(int status, String contentType, String body) -> send(exchange, status, contentType, body);
                case Reset() -> {}
                case Slow(JsonNode body, long millis) -> trickle(exchange, body.toString(), millis);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, String contentType, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static void trickle(HttpExchange exchange, String body, long millis) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        OutputStream out = exchange.getResponseBody();
        out.write(bytes, 0, bytes.length / 2);
        out.flush();
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.write(bytes, bytes.length / 2, bytes.length - bytes.length / 2);
    }
}
