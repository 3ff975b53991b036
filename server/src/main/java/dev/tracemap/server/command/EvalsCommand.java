package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.EvalCoverage.Coverage;
import dev.tracemap.run.EvalFormat;
import dev.tracemap.run.EvalSet;
import dev.tracemap.run.Taxonomy;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Amounts;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes eval cases from the clusters of a run, or says what an eval set leaves out.
@picocli.CommandLine.Command(
        name = "evals",
        description = "Write eval cases from the clusters of a run, or say which clusters an eval set does not touch.")
final class EvalsCommand implements Command.OnDirectory {
    @Mixin
    Common common = new Common();

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Default: the latest complete one.")
    @Nullable
    String runId;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "openai",
            description = "openai (default), promptfoo or inspect.")
    String format = "openai";

    @Option(
            names = "--size",
            paramLabel = "N",
            defaultValue = "100",
            description = "About how many cases in all (default: ${DEFAULT-VALUE}).")
    int size = 100;

    @Option(names = "--cluster", paramLabel = "ID", description = "Only this cluster; may be repeated.")
    List<Integer> clusters = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where to write (default: standard output).")
    @Nullable
    Path output;

    @Option(
            names = "--coverage",
            paramLabel = "FILE",
            description = "An existing eval set (JSONL): say which clusters it does not touch.")
    @Nullable
    Path coverage;

    @Override
    public Common common() {
        return common;
    }

    @Override
    public void check() {
        EvalFormat.fromWire(format.toLowerCase(Locale.ROOT));
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed {
        if (workspace.isShared()) {
            throw new CommandFailed("this is a shared map: eval cases would show single conversations");
        }
        RunRecord run = Results.complete(workspace, runId);
        try {
            return coverage == null
                    ? write(workspace, console, run)
                    : cover(workspace, console, run, Files.readAllLines(console.resolve(coverage)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int write(Workspace workspace, Console console, RunRecord run) throws IOException {
        Set<Integer> ignored = new Taxonomy(workspace.store(), workspace.clock()).ignored(run);
        EvalSet.Lines lines = new EvalSet(workspace.store(), workspace.runs().redactor())
                .of(
                        run,
                        id -> clusters.isEmpty() ? !ignored.contains(id) : clusters.contains(id),
                        size,
                        EvalFormat.fromWire(format.toLowerCase(Locale.ROOT)));
        if (output == null) {
            lines.lines().forEach(console.out()::println);
            return 0;
        }
        Files.write(console.resolve(output), lines.lines());
        if (common.json) {
            Json.print(
                    console.out(),
                    Json.object()
                            .put("file", output.toString())
                            .put("cases", lines.lines().size())
                            .put("clusters", lines.cases().size())
                            .put("left_out", lines.left()));
        } else {
            console.out()
                    .println(Amounts.count(lines.lines().size()) + " cases from "
                            + lines.cases().size() + " clusters in " + output
                            + "; the answers are as recorded, so have somebody check them.");
        }
        return 0;
    }

    private int cover(Workspace workspace, Console console, RunRecord run, List<String> lines) {
        Coverage found = workspace.runs().coverage(run, lines);
        if (common.json) {
            ObjectNode document = Json.object().put("run_id", run.runId());
            ArrayNode rows = document.putArray("clusters");
            found.cases().forEach((cluster, cases) -> rows.addObject()
                    .put("cluster_id", cluster.clusterId())
                    .put("title", cluster.title())
                    .put("cases", cases));
            document.put("outside", found.outside());
            found.unread().forEach(document.withArrayProperty("unread_lines")::add);
            Json.print(console.out(), document);
            return 0;
        }
        Table table = new Table()
                .number("id")
                .text("cluster without a case", 44)
                .number("items")
                .number("share")
                .number("total cost")
                .number("errors");
        for (ClusterRecord gap : found.gaps()) {
            table.row(
                    String.valueOf(gap.clusterId()),
                    gap.title(),
                    Amounts.count(gap.size()),
                    Amounts.percent(gap.metrics().share()),
                    Amounts.dollars(gap.metrics().totalCostUsd()),
                    Amounts.percent(gap.metrics().errorRate()));
        }
        table.print(console.out());
        console.out()
                .println(found.gaps().size() + " of " + found.cases().size() + " clusters have no case; "
                        + found.outside() + " cases lie in no cluster"
                        + (found.unread().isEmpty() ? "" : "; lines not read: " + found.unread()));
        return 0;
    }
}
