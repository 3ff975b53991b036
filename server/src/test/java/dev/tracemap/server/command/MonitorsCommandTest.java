package dev.tracemap.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.server.Clustered;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MonitorsCommandTest {
    @TempDir
    private Path directory;

    private Shell shell;

    @BeforeEach
    void cluster() throws InterruptedException {
        shell = new Shell(directory);
        Clustered.in(directory, 160);
    }

    private int monitors(String... arguments) {
        List<String> all = new ArrayList<>(List.of("monitors"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data-dir", directory.toString()));
        return shell.run("", all);
    }

    @Test
    void aClusterIsTriedWatchedForListedAndLetGo() throws IOException {
        assertEquals(0, monitors());
        assertTrue(shell.out().startsWith("Nothing is watched for yet"), shell.out());
        assertEquals(0, monitors("test", "0", "--json"), shell.err());
        assertTrue(shell.json().get("back_test").isObject(), shell.out());
        assertFalse(shell.json().has("monitor_id"), "a trial is not kept");
        assertEquals(0, monitors("list", "--json"));
        assertEquals(0, shell.json().get("monitors").size());

        assertEquals(0, monitors("save", "0", "--name", "What I look for"), shell.err());
        assertTrue(shell.out().contains("Saved as m1, \"What I look for\"."), shell.out());
        assertEquals(0, monitors("--json"));
        JsonNode row = shell.json().at("/monitors/0");
        assertEquals("m1", row.get("monitor_id").textValue());
        assertEquals("What I look for", row.get("name").textValue());
        assertEquals(0, monitors());
        assertTrue(shell.out().contains("What I look for"), shell.out());

        assertEquals(0, monitors("delete", "m1"));
        assertEquals(0, monitors("--json"));
        assertEquals(0, shell.json().get("monitors").size());
        assertEquals(2, monitors("delete", "m1"));
        assertTrue(shell.err().contains("m1"), shell.err());
    }

    @Test
    void whatIsExportedRunsElsewhere() throws IOException {
        assertEquals(0, monitors("save", "0"), shell.err());
        assertEquals(0, monitors("export", "m1"), shell.err());
        String query = shell.out();
        assertEquals(0, shell.run("sql", "--json", "--data-dir", directory.toString(), "--", query), shell.err());
        assertFalse(shell.json().get("rows").isEmpty(), "the cluster's own members are hits");
        assertEquals(0, monitors("export", "m1", "--format", "clickhouse"));
        assertFalse(shell.out().isBlank() || shell.out().equals(query), shell.out());
        assertEquals(0, monitors("export", "m1", "--format", "guardrail"));
        assertTrue(shell.out().length() > 200, shell.out());
        assertEquals(2, monitors("export", "m1", "--format", "xml"));
        assertTrue(shell.err().contains("clickhouse"), shell.err());
    }
}
