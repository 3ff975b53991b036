package dev.tracemap.server.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The public conformance suite; nothing of it is expected to fail.
@Timeout(value = 900, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PublicSuiteTest {

    @ParameterizedTest
    @ValueSource(strings = {"2025-11-25", "2026-07-28"})
    void everyScenarioOfTheRevisionPasses(String revision, @TempDir Path directory) throws Exception {
        Npm npm = Npm.with("conformance", "@modelcontextprotocol/conformance@0.2.0-alpha.12");
        try (Program program = Program.serving(directory, "--conformance-fixtures")) {
            String output = npm.run(
                            Map.of(), "conformance", "server", "--url", program.url(), "--requirements", revision)
                    .succeeds()
                    .output();
            assertTrue(output.contains(", 0 failed") && !output.contains("✗"), output);
        }
    }
}
