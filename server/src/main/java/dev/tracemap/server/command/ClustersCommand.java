package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// Shows the clusters of a run.
@picocli.CommandLine.Command(name = "clusters", description = "Show the clusters of a run, largest first.")
final class ClustersCommand implements Command.OnDirectory {
    @Mixin
    Common common = new Common();

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Default: the latest complete one.")
    @Nullable
    String runId;

    @Override
    public Common common() {
        return common;
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed {
        RunRecord run = Results.complete(workspace, runId);
        List<ClusterRecord> clusters = workspace.store().clusters(run.runId());
        if (common.json) {
            ObjectNode document = Json.object();
            document.set("run", Json.run(run));
            ArrayNode rows = document.putArray("clusters");
            List<ScoreRate> rates = workspace.store().scoreRates(run.runId());
            clusters.forEach(cluster -> rows.add(Json.cluster(cluster, rates)));
            Json.print(console.out(), document);
        } else {
            Results.print(console.out(), run, clusters);
        }
        return 0;
    }
}
