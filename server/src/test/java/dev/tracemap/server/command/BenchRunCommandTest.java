package dev.tracemap.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchRunCommandTest {
    @TempDir
    private Path directory;

    private Shell shell;

    @BeforeEach
    void open() {
        shell = new Shell(directory);
    }

    @Test
    void whatIsAddedToARunIsMeasuredAgainstThePlainRun() throws IOException {
        assertEquals(0, shell.run("bench", "run", "--traces", "60", "--json"), shell.err());
        JsonNode told = shell.json();
        double plain = told.get("plain_seconds").doubleValue();
        double added = told.get("findings_seconds").doubleValue()
                + told.get("groups_seconds").doubleValue()
                + told.get("rare_seconds").doubleValue();
        assertTrue(plain > 0 && added > 0, told.toString());
        assertEquals(1 + added / plain, told.get("ratio").doubleValue(), 1e-9);
    }

    @Test
    void aRunForEachTenantNeedsToKnowWhatATenantIs() {
        assertTrue(shell.run("run", "--each-tenant", "--data-dir", directory.toString()) != 0);
        assertTrue(shell.err().contains("thresholds"), shell.err());
    }
}
