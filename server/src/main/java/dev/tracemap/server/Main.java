package dev.tracemap.server;

import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.server.command.CommandLineShell;
import dev.tracemap.server.command.QuickStart;
import dev.tracemap.server.console.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// Where the process begins.
public final class Main {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        PrintStream stdout = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        // Standard output belongs to the command, and with `mcp` to the protocol: a stray print goes elsewhere.
        System.setOut(System.err);
        Console console = Console.ofProcess(stdout);
        int code = QuickStart.run(List.of(args), console)
                .orElseGet(() -> new CommandLineShell().start(List.of(args), console));
        stdout.flush();
        // A run that was left to the next owner may still be embedding, and ending the process takes its model away.
        OnnxEmbedder.stopAll(PATIENCE);
        System.exit(code);
    }
}
