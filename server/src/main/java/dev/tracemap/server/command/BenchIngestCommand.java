package dev.tracemap.server.command;

import dev.tracemap.server.bench.IngestBench;
import dev.tracemap.server.console.Console;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Measures what arrives through the doors, beside the store's own speed.
@picocli.CommandLine.Command(
        name = "ingest",
        description = "Send spans and events to a server in another process, and count what is acknowledged.")
final class BenchIngestCommand implements Command.Here {
    @Mixin
    Common common = new Common();

    @Option(
            names = "--seconds",
            description = "How long each load lasts; default ${DEFAULT-VALUE}.",
            defaultValue = "20")
    int seconds = 20;

    @Override
    public int run(Console console) throws CommandFailed, InterruptedException {
        try (Scratch scratch = Scratch.make("tracemap-bench")) {
            Json.print(console.out(), Json.of(IngestBench.measure(seconds, scratch.directory())));
        } catch (IOException e) {
            throw new CommandFailed("the measurement could not be made: " + e.getMessage());
        }
        return 0;
    }
}
