package dev.tracemap.server;

import dev.tracemap.server.command.CommandLineShell;
import dev.tracemap.server.console.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Where the process begins.
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        PrintStream stdout = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        // Standard output belongs to the command, and with `mcp` to the protocol: a stray print goes elsewhere.
        System.setOut(System.err);
        int code = new CommandLineShell().start(List.of(args), Console.ofProcess(stdout));
        stdout.flush();
        System.exit(code);
    }
}
