package dev.tracemap.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.server.http.HttpServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The page in a real Chromium against the real server. What is clicked and what is expected stands in `check.mjs`.
class PageInBrowserTest {
    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> everyElementDoesWhatItSays() throws IOException, InterruptedException {
        Path packages = Npm.packages();
        try (MapSample sample = new MapSample(directory, 150)) {
            sample.run("week", 7);
            sample.run("both", 15);
            try (HttpServer server = sample.serve()) {
                String script = Npm.SCRIPTS.resolve("check.mjs").toString();
                Npm.Outcome outcome = Npm.run(
                        packages, List.of("node", script, server.address().toString()));
                List<String> checks = outcome.lines().stream()
                        .filter(line -> line.startsWith("ok ") || line.startsWith("FAIL "))
                        .toList();
                assertTrue(checks.size() > 20, () -> "the checks did not run: " + outcome.lines());
                return checks.stream()
                        .map(line -> DynamicTest.dynamicTest(
                                line.replaceFirst("^(ok|FAIL) ", "").replaceFirst("(:| \\().*", ""),
                                () -> assertTrue(line.startsWith("ok "), line)));
            }
        }
    }

    @Test
    void theScriptsAreWellTyped() throws IOException, InterruptedException {
        Path compiler = Npm.packages().resolve("node_modules/typescript/bin/tsc");
        Npm.Outcome outcome = Npm.run(Npm.packages(), List.of("node", compiler.toString(), "-p", Npm.PAGE.toString()));
        assertEquals(List.of(), outcome.lines());
    }
}
