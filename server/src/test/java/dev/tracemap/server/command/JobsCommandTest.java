package dev.tracemap.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobsCommandTest {
    @TempDir
    private Path directory;

    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(directory);
    }

    private int jobs(String... arguments) {
        List<String> all = new ArrayList<>(List.of("jobs"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data-dir", directory.toString()));
        return shell.run("", all);
    }

    private List<String> listed() throws IOException {
        assertEquals(0, jobs("--json"));
        List<String> listed = new ArrayList<>();
        shell.json()
                .forEach(job -> listed.add(
                        job.get("name").asText() + (job.get("enabled").asBoolean() ? "" : " (off)")));
        return listed;
    }

    @Test
    void jobsAreSavedChangedListedAndDeleted() throws IOException {
        assertEquals(List.of("Default - trace", "Default - generation"), listed());
        assertEquals(
                0, jobs("save", "Slow refunds", "--json", "--filter", "item_latency_s > 10", "--schedule", "weekly"));
        assertEquals("jslow-refunds", shell.json().get("job_id").asText());
        assertEquals(
                "item_latency_s", shell.json().at("/inputs/filters/0/property").asText());
        assertEquals(List.of("Default - trace (off)", "Default - generation", "Slow refunds"), listed());
        assertEquals(0, jobs("save", "jslow-refunds", "--enabled", "false"));
        assertTrue(listed().contains("Slow refunds (off)"));
        assertEquals(0, jobs());
        assertTrue(shell.out().contains("jslow-refunds"));
        assertEquals(0, jobs("delete", "slow refunds"));
        assertEquals(List.of("Default - trace", "Default - generation"), listed());
    }

    @Test
    void whatCannotBeSavedSaysWhy() {
        for (int i = 0; i < 10; i++) {
            assertEquals(0, jobs("save", "Job " + i));
        }
        assertEquals(2, jobs("save", "One more"));
        assertTrue(shell.err().contains("at most 10"), shell.err());
        assertEquals(2, jobs("delete", "Default - trace"));
        assertTrue(shell.err().contains("cannot be deleted"));
    }
}
