package dev.tracemap.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.server.console.Console;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobsCommandTest {
    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private int jobs(String... arguments) {
        out.reset();
        err.reset();
        List<String> all = new ArrayList<>(List.of("jobs"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data-dir", directory.toString()));
        Console console = new Console(
                new ByteArrayInputStream(new byte[0]),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                directory,
                0,
                null,
                _ -> {});
        return new CommandLineShell().start(all, console);
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString(StandardCharsets.UTF_8));
    }

    private List<String> listed() throws IOException {
        assertEquals(0, jobs("--json"));
        List<String> listed = new ArrayList<>();
        json().forEach(job ->
                listed.add(job.get("name").asText() + (job.get("enabled").asBoolean() ? "" : " (off)")));
        return listed;
    }

    @Test
    void jobsAreSavedChangedListedAndDeleted() throws IOException {
        assertEquals(List.of("Default - trace", "Default - generation"), listed());
        assertEquals(
                0, jobs("save", "Slow refunds", "--json", "--filter", "item_latency_s > 10", "--schedule", "weekly"));
        assertEquals("jslow-refunds", json().get("job_id").asText());
        assertEquals("item_latency_s", json().at("/inputs/filters/0/property").asText());
        assertEquals(List.of("Default - trace (off)", "Default - generation", "Slow refunds"), listed());
        assertEquals(0, jobs("save", "jslow-refunds", "--enabled", "false"));
        assertTrue(listed().contains("Slow refunds (off)"));
        assertEquals(0, jobs());
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("jslow-refunds"));
        assertEquals(0, jobs("delete", "slow refunds"));
        assertEquals(List.of("Default - trace", "Default - generation"), listed());
    }

    @Test
    void whatCannotBeSavedSaysWhy() {
        for (int i = 0; i < 10; i++) {
            assertEquals(0, jobs("save", "Job " + i));
        }
        assertEquals(2, jobs("save", "One more"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("at most 10"), err.toString(StandardCharsets.UTF_8));
        assertEquals(2, jobs("delete", "Default - trace"));
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("cannot be deleted"));
    }
}
