package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Estimate;
import dev.tracemap.run.Job;
import dev.tracemap.run.RunInputs;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.RunRecord;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Clusters once and shows the clusters.
@picocli.CommandLine.Command(name = "run", description = "Cluster traces once and show the clusters.")
final class RunCommand implements Command.OnDirectory {
    @Mixin
    Common common = new Common();

    @Option(names = "--job", paramLabel = "NAME", description = "Take the inputs of this job; options override them.")
    @Nullable
    String job;

    @Option(names = "--estimate", description = "Only say what the models would be asked and what it would cost.")
    boolean estimate;

    @Option(
            names = "--each-tenant",
            description = "After the run over all, one over each tenant's items alone; needs thresholds.")
    boolean eachTenant;

    @Mixin
    RunOptions options = new RunOptions();

    @Mixin
    ClusteringOptions clustering = new ClusteringOptions();

    @Override
    public Common common() {
        return common;
    }

    @Override
    public void check() {
        inputs(null);
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed, InterruptedException {
        Job found = job == null ? null : workspace.jobs().find(Workspace.TEAM, job);
        if (estimate) {
            show(workspace.runs().estimate(Workspace.TEAM, inputs(found)), console);
            return 0;
        }
        if (eachTenant) {
            EachTenant.run(workspace, inputs(found), console).forEach((tenant, run) -> console.out()
                    .println(Table.plain(tenant) + ": run " + run.runId() + ", " + run.clusters() + " clusters of "
                            + run.items() + " items"));
            return 0;
        }
        RunRecord run = Runner.run(workspace, inputs(found), found, console);
        if (common.json) {
            Json.print(console.out(), Json.run(run));
        } else {
            Results.print(console.out(), run, workspace.shown().clusters(run.runId()));
        }
        return 0;
    }

    private void show(Estimate estimate, Console console) {
        if (common.json) {
            Json.print(console.out(), Json.estimate(estimate));
        } else if (estimate.model() == null) {
            console.out().println(estimate.items() + " items, no model to ask: free");
        } else {
            console.out()
                    .println(estimate.items() + " items, " + estimate.unread() + " of them not yet read by "
                            + estimate.model() + ": about "
                            + amount(estimate.inputTokens(), estimate.outputTokens(), estimate.costUsd()));
            estimate.parts().forEach(part -> console.out()
                    .println("  " + part.stage().wire() + " by " + part.model() + ": "
                            + amount(part.inputTokens(), part.outputTokens(), part.costUsd())));
        }
    }

    private static String amount(long input, long output, @Nullable Double cost) {
        return input + " tokens in, " + output + " out, "
                + (cost == null
                        ? "price not known (see 'prices' in docs/configuration.md)"
                        : String.format(Locale.ROOT, "$%.4f", cost));
    }

    private RunInputs inputs(@Nullable Job from) {
        ObjectNode inputs = from == null ? Json.object() : from.inputs().toJson();
        options.addTo(inputs);
        if (options.from != null) {
            inputs.remove("lookback_days");
        }
        clustering.addTo(inputs);
        return RunInputs.parse(inputs);
    }
}
