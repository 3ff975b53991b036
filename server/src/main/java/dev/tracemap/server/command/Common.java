package dev.tracemap.server.command;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/// What every command takes.
final class Common {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where everything is kept; created if absent (default: ~/.tracemap).")
    Path dataDir = Path.of(System.getProperty("user.home"), ".tracemap");

    @Option(names = "--json", description = "Print one JSON document instead of tables.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;
}
