package dev.tracemap.server.command;

import picocli.CommandLine.Option;

/// The program as a whole.
@picocli.CommandLine.Command(
        name = "tracemap",
        version = "tracemap 0.1.0",
        description = "Turns the LLM traces of an AI product into a map.",
        subcommands = {
            DemoCommand.class,
            McpCommand.class,
            ServeCommand.class,
            ImportCommand.class,
            RunCommand.class,
            RunsCommand.class,
            JobsCommand.class,
            ClustersCommand.class,
            TaxonomyCommand.class,
            EvalsCommand.class,
            MonitorsCommand.class,
            ReportCommand.class,
            TraceCommand.class,
            ExportCommand.class,
            SqlCommand.class,
            WorkerCommand.class,
            MigrateStoreCommand.class,
            DeleteCommand.class,
            ClusterFileCommand.class,
            SelftestCommand.class,
            RehearseCommand.class,
            BenchCommand.class
        })
final class Tracemap {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version and exit.")
    boolean version;
}
