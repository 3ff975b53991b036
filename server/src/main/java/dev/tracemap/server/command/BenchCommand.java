package dev.tracemap.server.command;

import picocli.CommandLine.Option;

/// Groups the measurements.
@picocli.CommandLine.Command(
        name = "bench",
        description = "Measure the product on generated data.",
        subcommands = {
            BenchAssignCommand.class,
            BenchComputeCommand.class,
            BenchEmbedCommand.class,
            BenchFailuresCommand.class,
            BenchFindingsCommand.class,
            BenchIdleCommand.class,
            BenchIngestCommand.class,
            BenchMetricsCommand.class,
            BenchMonitorsCommand.class,
            BenchRunCommand.class
        })
final class BenchCommand {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;
}
