package dev.tracemap.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.logging.otlp.internal.traces.OtlpStdoutSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What OpenTelemetry's SDK for Java exports is what `get_trace` shows. Its HTTP exporter speaks protobuf only; the
/// JSON is what its exporter for files writes.
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class JavaExporterTest {
    @TempDir
    Path directory;

    @Test
    void whatTheSdkExportedIsShown() throws Exception {
        try (Program program = Program.serving(directory)) {
            String door = program.host() + "/v1/traces";
            String packed = exported(
                    OtlpHttpSpanExporter.builder()
                            .setEndpoint(door)
                            .setCompression("gzip")
                            .build(),
                    "protobuf");
            ByteArrayOutputStream json = new ByteArrayOutputStream();
            String written = exported(
                    OtlpStdoutSpanExporter.builder()
                            .setOutput(json)
                            .setWrapperJsonObject(true)
                            .build(),
                    "json");
            assertEquals(200, posted(door, json.toByteArray()));
            assertShown(program.shown(packed), "protobuf");
            assertShown(program.shown(written), "json");
        }
    }

    /// An agent that calls a model, and a tool that fails.
    ///
    /// @return the id of the trace
    private static String exported(SpanExporter exporter, String name) {
        try (SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(BatchSpanProcessor.builder(exporter).build())
                .build()) {
            Tracer tracer = provider.get("shop");
            Span agent = tracer.spanBuilder("invoke_agent helper")
                    .setAttribute("gen_ai.operation.name", "invoke_agent")
                    .startSpan();
            Context within = Context.root().with(agent);
            tracer.spanBuilder("chat gpt-4.1")
                    .setParent(within)
                    .setAttribute("gen_ai.operation.name", "chat")
                    .setAttribute("gen_ai.request.model", "gpt-4.1")
                    .setAttribute("gen_ai.usage.input_tokens", 12L)
                    .setAttribute("gen_ai.input.messages", message("user", "asked in " + name))
                    .setAttribute("gen_ai.output.messages", message("assistant", "told in " + name))
                    .startSpan()
                    .end();
            Span tool = tracer.spanBuilder("execute_tool find_order")
                    .setParent(within)
                    .setAttribute("gen_ai.operation.name", "execute_tool")
                    .setAttribute("gen_ai.tool.name", "find_order")
                    .startSpan();
            tool.recordException(new IllegalStateException("no order in " + name));
            tool.setStatus(StatusCode.ERROR);
            tool.end();
            agent.end();
            assertTrue(provider.forceFlush().join(60, TimeUnit.SECONDS).isSuccess(), "the exporter gave up");
            return agent.getSpanContext().getTraceId();
        }
    }

    private static String message(String role, String text) {
        return "[{\"role\":\"%s\",\"parts\":[{\"type\":\"text\",\"content\":\"%s\"}]}]".formatted(role, text);
    }

    private static int posted(String door, byte[] body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(door))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static void assertShown(String shown, String name) {
        for (String part : new String[] {
            "asked in " + name, "told in " + name, "gpt-4.1", "find_order", "no order in " + name, "helper"
        }) {
            assertTrue(shown.contains(part), () -> part + " is not in " + shown);
        }
    }
}
