package dev.tracemap.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What libraries of others send, with nothing but the address changed, is what `get_trace` shows.
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RealSendersTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Test
    void whatEachLibrarySentIsShown() throws Exception {
        Npm npm = Npm.with(
                "senders",
                "@opentelemetry/api@1.9.1",
                "@opentelemetry/sdk-trace-base@2.12.1",
                "@opentelemetry/exporter-trace-otlp-proto@0.223.1",
                "@opentelemetry/exporter-trace-otlp-http@0.223.1",
                "posthog-node@5.70.0",
                "@posthog/ai@8.13.1",
                "langfuse@3.39.2",
                "openai@6.49.0");
        try (Program program = Program.serving(directory)) {
            Path script = Path.of(System.getProperty("tracemap.root"), "server/src/test/senders/send.mjs");
            String said = npm.node(script, program.host()).succeeds().output();
            JsonNode traces = JSON.readTree(said.substring(said.indexOf("SENT ") + 5));
            Set<String> names = new TreeSet<>();
            for (Map.Entry<String, JsonNode> sent : traces.properties()) {
                names.add(sent.getKey());
                String shown = program.shown(sent.getValue().textValue());
                for (String part : new String[] {"asked by " + sent.getKey(), "told " + sent.getKey(), "gpt-4.1"}) {
                    assertTrue(shown.contains(part), () -> part + " is not in " + shown);
                }
            }
            assertEquals(
                    Set.of("langfuse", "otel-json", "otel-protobuf", "posthog", "posthog-ai", "posthog-full"), names);
        }
    }
}
