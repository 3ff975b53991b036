package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Job;
import dev.tracemap.run.RunInputs;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.store.RunRecord;
import java.util.stream.Collectors;
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
        inputs(job());
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed, InterruptedException {
        Job found = job();
        RunRecord run = Runner.run(workspace, inputs(found), found, console);
        if (common.json) {
            Json.print(console.out(), Json.run(run));
        } else {
            Results.print(console.out(), run, workspace.store().clusters(run.runId()));
        }
        return 0;
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

    private @Nullable Job job() {
        String wanted = job;
        if (wanted == null) {
            return null;
        }
        return Job.DEFAULTS.stream()
                .filter(one -> one.name().equalsIgnoreCase(wanted) || one.id().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no job '" + wanted + "'; there are "
                        + Job.DEFAULTS.stream().map(Job::name).collect(Collectors.joining(", "))));
    }
}
