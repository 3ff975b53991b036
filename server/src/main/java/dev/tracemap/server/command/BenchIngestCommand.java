package dev.tracemap.server.command;

import dev.tracemap.server.bench.IngestBench;
import dev.tracemap.server.bench.KillBench;
import dev.tracemap.server.console.Console;
import java.io.IOException;
import java.util.Random;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Measures what arrives through the doors, beside the store's own speed.
@picocli.CommandLine.Command(
        name = "ingest",
        description = "Send spans and events to a server in another process, and count what is acknowledged.")
final class BenchIngestCommand implements Command.Here {
    private static final long SEED = 42;

    @Mixin
    Common common = new Common();

    @Option(
            names = "--seconds",
            description = "How long each load lasts; default ${DEFAULT-VALUE}.",
            defaultValue = "20")
    int seconds = 20;

    @Option(
            names = "--kills",
            description = "Instead of that, kill the server under load this often, and count what is there then.")
    int kills;

    @Override
    public int run(Console console) throws CommandFailed, InterruptedException {
        try (Scratch scratch = Scratch.make("tracemap-bench")) {
            Json.print(
                    console.out(),
                    kills > 0
                            ? Json.of(KillBench.measure(kills, scratch.directory(), new Random(SEED)))
                            : Json.of(IngestBench.measure(seconds, scratch.directory())));
        } catch (IOException e) {
            throw new CommandFailed("the measurement could not be made: " + e.getMessage());
        }
        return 0;
    }
}
