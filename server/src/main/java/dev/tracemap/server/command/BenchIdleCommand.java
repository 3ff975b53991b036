package dev.tracemap.server.command;

import dev.tracemap.server.bench.IdleBench;
import dev.tracemap.server.console.Console;
import java.io.IOException;
import java.time.Duration;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Measures what serving costs while nothing is to be done.
@picocli.CommandLine.Command(
        name = "idle",
        description = "Start serve on an empty directory and print what it costs while nobody asks, as JSON.")
final class BenchIdleCommand implements Command.Here {
    @Mixin
    Common common = new Common();

    @Option(names = "--seconds", description = "How long it is watched, once it has settled; default 60.")
    int seconds = 60;

    @Override
    public int run(Console console) throws CommandFailed, InterruptedException {
        String launcher = System.getProperty("tracemap.launcher", "tracemap");
        try (Scratch scratch = Scratch.make("tracemap-idle")) {
            IdleBench.Idle idle = IdleBench.of(launcher, scratch.directory(), Duration.ofSeconds(seconds));
            Json.print(console.out(), Json.of(idle));
            return 0;
        } catch (IOException e) {
            throw new CommandFailed("serve could not be started: " + e.getMessage());
        }
    }
}
