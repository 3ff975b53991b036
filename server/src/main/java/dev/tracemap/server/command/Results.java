package dev.tracemap.server.command;

import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Amounts;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds runs and shows them to people.
final class Results {

    private Results() {}

    /// Refuses what shows single traces where the configuration says that the map is shared.
    static void requireWhole(Workspace workspace, String command) throws CommandFailed {
        if (workspace.isShared()) {
            throw new CommandFailed(command + " shows single traces, and thresholds in tracemap.yaml make this a shared"
                    + " map; ./tracemap clusters --json shows what may be seen");
        }
    }

    /// The run that is named, or the latest complete one.
    static RunRecord complete(Workspace workspace, @Nullable String runId) throws CommandFailed {
        RunRecord run = runId == null ? latest(workspace) : named(workspace, runId);
        if (run.status() != RunRecord.Status.COMPLETE) {
            String why = run.error() == null ? "" : ": " + run.error();
            throw new CommandFailed("run " + run.runId() + " is " + run.status().wire() + why
                    + "; ./tracemap runs shows which ones are complete");
        }
        return run;
    }

    private static RunRecord named(Workspace workspace, String runId) throws CommandFailed {
        return workspace
                .runs()
                .find(Workspace.TEAM, runId)
                .orElseThrow(() ->
                        new CommandFailed("there is no run '" + Table.plain(runId) + "'; ./tracemap runs lists them"));
    }

    private static RunRecord latest(Workspace workspace) throws CommandFailed {
        return workspace
                .runs()
                .latest(Workspace.TEAM)
                .orElseThrow(() -> new CommandFailed(
                        workspace.store().extent(Workspace.TEAM).isEmpty()
                                ? "this data directory holds no traces yet: ./tracemap import PATH brings some in, "
                                        + "./tracemap demo makes a sample"
                                : "nothing has been clustered yet: ./tracemap run does it"));
    }

    static void print(PrintStream out, RunRecord run, List<ClusterRecord> clusters) {
        Table table = new Table()
                .number("id")
                .text("cluster", 44)
                .number("items")
                .number("share")
                .number("avg cost")
                .number("latency")
                .number("errors");
        for (ClusterRecord cluster : clusters) {
            ClusterMetrics metrics = cluster.metrics();
            table.row(
                    String.valueOf(cluster.clusterId()),
                    cluster.title(),
                    Amounts.count(cluster.size()),
                    Amounts.percent(metrics.share()),
                    Amounts.dollars(metrics.averageCostUsd()),
                    Amounts.seconds(metrics.averageLatencySeconds()),
                    Amounts.percent(metrics.errorRate()));
        }
        table.print(out);
        out.println();
        out.printf(
                "run %s: %s %ss, %d clusters, %s in none, %s%n",
                run.runId(),
                Amounts.count(run.items()),
                run.level().wire(),
                run.clusters(),
                Amounts.count(run.noise()),
                Amounts.seconds(run.seconds()));
        run.warnings().forEach(warning -> out.println("note: " + Table.plain(warning)));
    }
}
