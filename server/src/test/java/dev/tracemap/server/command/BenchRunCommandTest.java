package dev.tracemap.server.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.server.console.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchRunCommandTest {
    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void whatIsAddedToARunIsMeasuredAgainstThePlainRun() throws IOException {
        assertEquals(0, run("bench", "run", "--traces", "60", "--json"), err.toString(StandardCharsets.UTF_8));
        JsonNode told = new ObjectMapper().readTree(out.toByteArray());
        double plain = told.get("plain_seconds").doubleValue();
        double added = told.get("findings_seconds").doubleValue()
                + told.get("groups_seconds").doubleValue()
                + told.get("rare_seconds").doubleValue();
        assertTrue(plain > 0 && added > 0, told.toString());
        assertEquals(1 + added / plain, told.get("ratio").doubleValue(), 1e-9);
    }

    @Test
    void aRunForEachTenantNeedsToKnowWhatATenantIs() {
        assertTrue(run("run", "--each-tenant", "--data-dir", directory.toString()) != 0);
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("thresholds"), err.toString(StandardCharsets.UTF_8));
    }

    private int run(String... arguments) {
        Console console = new Console(
                InputStream.nullInputStream(),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                directory,
                0,
                null,
                _ -> {});
        return new CommandLineShell().start(List.of(arguments), console);
    }
}
