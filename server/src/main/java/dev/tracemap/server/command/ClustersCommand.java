package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.OutcomeRate;
import dev.tracemap.run.RareLane;
import dev.tracemap.run.RunFindings;
import dev.tracemap.run.RunOutcomes;
import dev.tracemap.run.Taxonomy;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ClusterTree;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows the clusters of a run.
@picocli.CommandLine.Command(name = "clusters", description = "Show the clusters of a run, largest first.")
final class ClustersCommand implements Command.OnDirectory {
    @Mixin
    Common common = new Common();

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Default: the latest complete one.")
    @Nullable
    String runId;

    @Option(names = "--depth", paramLabel = "N", description = "In broader groups; 1 is the coarsest.")
    @Nullable
    Integer depth;

    @Option(names = "--parent", paramLabel = "GROUP", description = "Only what is in this group, such as 2 or 2.1.")
    @Nullable
    String parent;

    @Option(names = "--tree", description = "All groups with the clusters in them.")
    boolean tree;

    @Option(
            names = "--success",
            paramLabel = "RULE",
            description = "What counts as success: an outcome, a rubric or a property, such as resolved, 'csat >= 4' or"
                    + " 'not escalated'. Default: all feedback, metrics, evaluations and rubrics.")
    @Nullable
    String success;

    @Option(
            names = "--rare",
            description = "Instead, what clusters hide: odd small groups, extreme figures, single items.")
    boolean rare;

    @Option(names = "--limit", description = "With --rare: rows shown; default 40.")
    int limit = 40;

    @Override
    public Common common() {
        return common;
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed {
        RunRecord run = Results.complete(workspace, runId);
        if (rare) {
            RareTable.print(
                    console.out(),
                    RareLane.of(workspace.shown(), run).stream().limit(limit).toList(),
                    common.json);
            return 0;
        }
        if (tree || depth != null || parent != null) {
            new GroupListing(ClusterTree.of(workspace.shown(), run.runId()), run, console, common.json)
                    .print(depth, parent, tree);
            return 0;
        }
        Set<Integer> ignored = new Taxonomy(workspace.store(), workspace.clock()).ignored(run);
        List<ClusterRecord> all = workspace.shown().clusters(run.runId());
        List<ClusterRecord> clusters = all.stream()
                .filter(cluster -> !ignored.contains(cluster.clusterId()))
                .toList();
        RunFindings findings = RunFindings.of(workspace.shown(), run);
        RunOutcomes outcomes = outcomes(workspace, run);
        if (common.json) {
            ObjectNode document = Json.object();
            document.set("run", Json.run(run));
            ArrayNode rows = document.putArray("clusters");
            List<ScoreRate> rates = workspace.shown().scoreRates(run.runId());
            clusters.forEach(cluster -> {
                ObjectNode row = Json.cluster(cluster, rates);
                addFindings(row, findings, cluster.clusterId());
                outcomes.in(cluster.clusterId())
                        .forEach(rate -> row.withArrayProperty("outcomes").add(rate.toJson()));
                rows.add(row);
            });
            ignored.forEach(document.withArrayProperty("ignored")::add);
            Json.print(console.out(), document);
        } else {
            Results.print(console.out(), run, clusters);
            clusters.forEach(cluster -> findings.in(cluster.clusterId()).stream()
                    .limit(1)
                    .forEach(kind -> console.out().println("cluster " + cluster.clusterId() + ": " + kind.line())));
            clusters.stream()
                    .flatMap(cluster -> outcomes.worst(cluster.clusterId()).stream())
                    .sorted(Comparator.comparingDouble(OutcomeRate::lost).reversed())
                    .forEach(rate ->
                            console.out().println("cluster " + rate.clusterId() + ": " + Table.plain(rate.line())));
            if (!ignored.isEmpty()) {
                console.out()
                        .println("left out, as somebody asked: clusters "
                                + ignored.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " with "
                                + all.stream()
                                        .filter(cluster -> ignored.contains(cluster.clusterId()))
                                        .mapToInt(ClusterRecord::size)
                                        .sum()
                                + " items; ./tracemap taxonomy shows the edits");
            }
        }
        return 0;
    }

    private RunOutcomes outcomes(Workspace workspace, RunRecord run) throws CommandFailed {
        try {
            return RunOutcomes.of(workspace.shown(), run, success);
        } catch (IllegalArgumentException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    private static void addFindings(ObjectNode row, RunFindings findings, int clusterId) {
        Store.ClusterConcern concern = findings.concern(clusterId);
        if (concern.concern() != null) {
            row.put("concern", concern.concern());
        }
        if (concern.items() > 0) {
            row.put("users", concern.users()).put("priority", concern.priority());
        }
        ArrayNode kinds = row.putArray("findings");
        for (RunFindings.Prevalence kind : findings.in(clusterId)) {
            kinds.addObject()
                    .put("kind", kind.kind().wire())
                    .put("severity", kind.kind().severity())
                    .put("items", kind.items())
                    .put("share", kind.share())
                    .put("elsewhere", kind.elsewhere());
        }
    }
}
