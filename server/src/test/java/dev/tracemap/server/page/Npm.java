package dev.tracemap.server.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// The scripts under `src/test/page` and the npm packages that they need.
final class Npm {
    private static final Path ROOT = Path.of(System.getProperty("tracemap.root"));
    static final Path SCRIPTS = ROOT.resolve("server/src/test/page");
    static final Path PAGE = ROOT.resolve("server/src/main/page");

    private Npm() {}

    /// The folder with the packages; installed where they are not there yet. Without npm the calling test is skipped,
    /// which on a build server counts as a failure.
    static Path packages() throws IOException, InterruptedException {
        Path folder = ROOT.resolve("server/target/page-browser");
        Files.createDirectories(folder);
        byte[] wanted = Files.readAllBytes(SCRIPTS.resolve("package.json"));
        Path there = folder.resolve("package.json");
        boolean current = Files.exists(folder.resolve("node_modules/.package-lock.json"))
                && Files.exists(there)
                && java.util.Arrays.equals(Files.readAllBytes(there), wanted);
        if (!current) {
            Files.write(there, wanted);
            Outcome installed;
            try {
                installed = run(folder, List.of("npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"));
            } catch (IOException e) {
                installed = new Outcome(1, List.of(String.valueOf(e.getMessage())));
            }
            if (installed.code() != 0) {
                Files.delete(there);
                String why = "skipped: the browser tests need npm: " + String.join(" ", installed.lines());
                Assertions.assertNotEquals("true", System.getenv("CI"), why);
                Assumptions.abort(why);
            }
        }
        return folder;
    }

    record Outcome(int code, List<String> lines) {}

    static Outcome run(Path folder, List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            boolean over = process.waitFor(9, TimeUnit.MINUTES);
            List<String> lines = new ArrayList<>(Files.readAllLines(output, StandardCharsets.UTF_8));
            return new Outcome(over ? process.exitValue() : 1, lines);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }
}
