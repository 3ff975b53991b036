package dev.tracemap.server.client;

import dev.tracemap.server.Main;
import dev.tracemap.server.owner.Launched;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The real program for real clients.
final class Program implements AutoCloseable {
    private final Launched process;
    private final String url;

    private Program(Launched process) throws IOException {
        this.process = process;
        this.url = process.message().get("mcp").textValue();
    }

    /// Serves over HTTP on a free port.
    static Program serving(Path directory, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(
                "serve",
                "--json",
                "--port",
                "0",
                "--data-dir",
                directory.resolve("data").toString()));
        arguments.addAll(List.of(options));
        return new Program(Launched.of(Main.class.getName(), directory, arguments));
    }

    /// The command that serves on standard input and output.
    static List<String> onStdio(Path directory) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "mcp",
                "--data-dir",
                directory.resolve("data").toString());
    }

    String url() {
        return url;
    }

    @Override
    public void close() {
        process.close();
    }
}
