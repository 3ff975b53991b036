package dev.tracemap.server.owner;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A real process of ours, spoken to over its streams.
public final class Launched implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Process process;
    private final BufferedReader out;

    private Launched(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    public static Launched sample(Path directory, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(directory.toString()));
        all.addAll(List.of(arguments));
        return of(SampleProcess.class.getName(), directory, all);
    }

    public static Launched of(String mainClass, Path log, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable",
                // One that is killed leaves behind what it unpacked.
                "-Djava.io.tmpdir=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                mainClass));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.redirectError(
                ProcessBuilder.Redirect.appendTo(log.resolve("stderr.log").toFile()));
        return new Launched(builder.start());
    }

    public void send(String message) throws IOException {
        OutputStream in = process.getOutputStream();
        in.write((message + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
    }

    public void write(byte[] bytes) throws IOException {
        process.getOutputStream().write(bytes);
    }

    public void endInput() throws IOException {
        process.getOutputStream().close();
    }

    /// Calls a tool in the modern era.
    public void call(int id, String tool, String arguments) throws IOException {
        send("""
                {"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"%s","arguments":%s,\
                "_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                "io.modelcontextprotocol/clientCapabilities":{}}}}""".formatted(id, tool, arguments));
    }

    /// The next line, which has to be JSON.
    public JsonNode message() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the process ended without a message");
        }
        return MAPPER.readTree(line);
    }

    /// Everything that is still to come on standard output.
    public String rest() throws IOException {
        StringBuilder rest = new StringBuilder();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            rest.append(line).append('\n');
        }
        return rest.toString();
    }

    public int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process does not end");
        }
        return process.exitValue();
    }

    public boolean endsWithin(long millis) throws InterruptedException {
        return process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    public long pid() {
        return process.pid();
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
