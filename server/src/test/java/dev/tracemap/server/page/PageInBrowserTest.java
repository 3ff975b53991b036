package dev.tracemap.server.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.server.http.HttpServer;
import dev.tracemap.server.http.SharedToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// The page and the app in a real Chromium against the real server. What is clicked and what is expected stands in the
/// scripts.
class PageInBrowserTest {
    private static final String TOKEN = "s3cret-of-the-test";

    @TempDir
    static Path directory;

    private static MapSample sample;

    @BeforeAll
    static void cluster() throws InterruptedException {
        sample = new MapSample(directory, 150);
        sample.run("week", 7);
        sample.run("both", 15);
    }

    @AfterAll
    static void close() {
        sample.close();
    }

    @TestFactory
    Stream<DynamicTest> everyElementDoesWhatItSays() throws IOException, InterruptedException {
        try (HttpServer server = sample.serve(Optional.empty())) {
            return checks(20, "check.mjs", server.address().toString());
        }
    }

    @TestFactory
    Stream<DynamicTest> theMapIsAnAppInAChat() throws IOException, InterruptedException {
        try (HttpServer server = sample.serve(Optional.empty())) {
            return checks(10, "app.mjs", server.address().toString());
        }
    }

    @TestFactory
    Stream<DynamicTest> thePageAsksForTheToken() throws IOException, InterruptedException {
        try (HttpServer server = sample.serve(Optional.of(new SharedToken(TOKEN)))) {
            return checks(1, "token.mjs", server.address().toString(), TOKEN);
        }
    }

    private static Stream<DynamicTest> checks(int atLeast, String script, String... arguments)
            throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("node", Npm.SCRIPTS.resolve(script).toString()));
        command.addAll(List.of(arguments));
        Npm.Outcome outcome = Npm.run(Npm.packages(), command);
        List<String> checks = outcome.lines().stream()
                .filter(line -> line.startsWith("ok ") || line.startsWith("FAIL "))
                .toList();
        assertTrue(checks.size() > atLeast, () -> "the checks did not run: " + outcome.lines());
        return checks.stream()
                .map(line -> DynamicTest.dynamicTest(
                        line.replaceFirst("^(ok|FAIL) ", "").replaceFirst("(:| \\().*", ""),
                        () -> assertTrue(line.startsWith("ok "), line)));
    }

    @Test
    void theScriptsAreWellTyped() throws IOException, InterruptedException {
        Path compiler = Npm.packages().resolve("node_modules/typescript/bin/tsc");
        Npm.Outcome outcome = Npm.run(Npm.packages(), List.of("node", compiler.toString(), "-p", Npm.PAGE.toString()));
        assertEquals(List.of(), outcome.lines());
    }
}
