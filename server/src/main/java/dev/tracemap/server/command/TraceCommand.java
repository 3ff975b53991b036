package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.TraceReading;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.Store.TraceCluster;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Shows one trace as numbered text.
@picocli.CommandLine.Command(name = "trace", description = "Show a trace as numbered text, and the clusters it is in.")
final class TraceCommand implements Command.OnDirectory {
    private static final int BUDGET = 400_000;

    @Mixin
    Common common = new Common();

    @Parameters(paramLabel = "ID", description = "The trace's id, or its first eight or more characters.")
    String id = "";

    @Override
    public Common common() {
        return common;
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed {
        TraceReading reading = TraceReading.of(workspace.store(), Workspace.TEAM, id, BUDGET)
                .orElseThrow(() -> new CommandFailed("there is no trace '" + Table.plain(id)
                        + "', or this is the beginning of several; ./tracemap sql \"SELECT DISTINCT trace_id FROM events\""
                        + " lists them"));
        List<TraceCluster> clusters = workspace
                .store()
                .clustersOfTrace(Workspace.TEAM, reading.trace().id());
        if (common.json) {
            Json.print(console.out(), document(reading, clusters));
            return 0;
        }
        reading.lines().forEach(line -> console.out().println(Table.plain(line)));
        clusters.forEach(cluster -> console.out()
                .println("in cluster " + cluster.clusterId() + " of " + cluster.runId() + ": "
                        + Table.plain(cluster.title())));
        return 0;
    }

    private static ObjectNode document(TraceReading reading, List<TraceCluster> clusters) {
        ObjectNode document = Json.object()
                .put("trace_id", reading.trace().id())
                .put("name", reading.trace().name())
                .put("start", reading.trace().start().toString())
                .put("title", reading.summary().title());
        document.set("lines", Json.of(reading.lines()));
        ArrayNode in = document.putArray("clusters");
        for (TraceCluster cluster : clusters) {
            in.addObject()
                    .put("run_id", cluster.runId())
                    .put("cluster_id", cluster.clusterId())
                    .put("title", cluster.title());
        }
        return document;
    }
}
