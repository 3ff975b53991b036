package dev.tracemap.server.command;

import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.mcp.Stdio;
import dev.tracemap.server.owner.Relay;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Serves one client on standard input and output, and as owner of the directory this machine over HTTP.
@picocli.CommandLine.Command(name = "mcp", description = "MCP server on standard input and output.")
final class McpCommand implements Command.Here {
    private static final Duration HEAD_START = Duration.ofMillis(400);

    @Mixin
    Common common = new Common();

    @Option(
            names = "--toolset",
            paramLabel = "NAME",
            description = "List the tools of this set too; there is curation: edits and eval sets.")
    List<String> toolsets = List.of();

    /// Lets the first answers go out before the store and the HTTP server take the processor; a call that needs the
    /// store opens it anyway.
    private static void begin(Workspace workspace, Console console) {
        try {
            Thread.sleep(HEAD_START);
            workspace.begin();
            Hosting.serveThisMachine(workspace, console.err());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int run(Console console) throws InterruptedException {
        Path directory = console.resolve(common.dataDir);
        Workspace workspace = new Workspace(directory, common.config(console), common.store(), InstantSource.system());
        toolsets.forEach(workspace::offer);
        Relay relay = new Relay(directory, Hosting.services(workspace), () -> begin(workspace, console), console.err());
        relay.start();
        try {
            new Stdio(console.in(), console.out()).serve(Hosting.protocol(Hosting.offer(workspace, relay)));
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be read", e);
        } finally {
            relay.close();
        }
        return 0;
    }
}
