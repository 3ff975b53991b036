package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;

/// The real traces that lie beside the project on machines that have them.
public final class SharedData {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SharedData() {}

    /// Skips the calling test, with a line that says so, where the file is absent.
    public static List<JsonNode> lines(String file) {
        String root = System.getProperty("tracemap.root", ".");
        Path path = Path.of(root, "..", "shared", "data").resolve(file);
        Assumptions.assumeTrue(Files.exists(path), () -> "skipped: " + path + " is absent");
        List<JsonNode> lines = new ArrayList<>();
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.add(MAPPER.readTree(line));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return lines;
    }

    /// PostHog events, of team 1.
    public static List<Event> events(String file) {
        List<Event> events = new ArrayList<>();
        for (JsonNode line : lines(file)) {
            events.add(new Event(
                    line.path("uuid").asText(),
                    1,
                    line.path("event").asText(),
                    Instant.parse(line.path("timestamp").asText()),
                    line.path("distinct_id").asText(),
                    (ObjectNode) line.path("properties")));
        }
        return events;
    }

    /// Traces from PostHog events, by id, in order of their first event.
    public static Map<String, Trace> traces(String file) {
        Map<String, List<Event>> events = new LinkedHashMap<>();
        for (Event event : events(file)) {
            events.computeIfAbsent(event.properties().path("$ai_trace_id").asText(), _ -> new ArrayList<>())
                    .add(event);
        }
        Map<String, Trace> traces = new LinkedHashMap<>();
        events.forEach((id, all) -> traces.put(id, Trace.of(id, all)));
        return traces;
    }
}
