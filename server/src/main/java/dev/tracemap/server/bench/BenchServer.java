package dev.tracemap.server.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// This program serving a directory in a process of its own, on the same Java.
///
/// @param secondsToStart until it said where it listens, which it does with the store open
record BenchServer(Process process, URI address, double secondsToStart) implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// @param options of the JVM, besides those of this one
    static BenchServer on(Path directory, String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.tracemap.server.Main"));
        command.addAll(List.of("serve", "--json", "--port", "0", "--data-dir", directory.toString()));
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server did not start");
        }
        double seconds = Math.round((System.nanoTime() - began) / 1e6) / 1e3;
        return new BenchServer(
                process, URI.create(MAPPER.readTree(line).path("url").asText()), seconds);
    }

    /// Ends it without warning.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// Processor time until now.
    double cpuSeconds() {
        return process.info()
                .totalCpuDuration()
                .map(spent -> spent.toMillis() / 1e3)
                .orElse(0.0);
    }

    /// Resident memory at most, in MB; -1 where it cannot be told.
    long peakMegabytes() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return -1;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(-1);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
