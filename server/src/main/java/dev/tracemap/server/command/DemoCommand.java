package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Agreement;
import dev.tracemap.run.RunInputs;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.sample.Truth;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.ProgressDisplay;
import dev.tracemap.server.picture.MapPicture;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.trace.Event;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine.Mixin;

/// Shows the whole on a sample in which patterns are planted, and how many of them were found.
@picocli.CommandLine.Command(
        name = "demo",
        description = "Generate a sample with planted patterns, cluster it, and compare.")
final class DemoCommand implements Command.OnDirectory {
    private static final int BATCH = 2_000;

    @Mixin
    Common common = new Common();

    @Override
    public Common common() {
        return common;
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed, InterruptedException {
        SampleParams params = SampleParams.demo(end(workspace));
        List<Truth> planted = plant(workspace, params, console);
        RunRecord run = Runner.run(workspace, inputs(params), null, console);
        List<ClusterRecord> clusters = workspace.store().clusters(run.runId());
        List<Membership> memberships = workspace.store().memberships(run.runId(), null, 0, Integer.MAX_VALUE);
        Agreement agreement = agreement(planted, memberships);
        Path map = drawn(workspace, run, clusters, memberships);
        if (common.json) {
            ObjectNode document = document(run, clusters, agreement).put("map", map.toString());
            workspace.address().ifPresent(address -> document.put("url", page(workspace, run)));
            Json.print(console.out(), document);
        } else {
            Results.print(console.out(), run, clusters);
            console.out().println();
            console.out().println("Compared with what was planted: " + compared(agreement));
            console.out().println("The map: " + map);
            console.out().println("In the browser: " + page(workspace, run));
            console.out().println();
            console.out().println("Ask an agent about it:");
            console.out()
                    .println("  claude mcp add tracemap -- " + launcher() + " mcp --data-dir " + workspace.directory());
        }
        return 0;
    }

    /// Where the page is, or how to have it.
    private static String page(Workspace workspace, RunRecord run) {
        return workspace
                .address()
                .map(address -> address + "/runs/" + run.runId())
                .orElse(launcher() + " serve --data-dir " + workspace.directory());
    }

    /// When the sample ends. Kept in the directory, so that a second demo plants the very same traces.
    private static Instant end(Workspace workspace) {
        Path file = workspace.directory().resolve("demo.txt");
        try {
            if (Files.exists(file)) {
                return Instant.parse(Files.readString(file).strip());
            }
            Instant end = workspace.clock().instant().truncatedTo(ChronoUnit.MINUTES);
            Files.writeString(file, end + "\n");
            return end;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + file + ": " + e.getMessage(), e);
        }
    }

    private static RunInputs inputs(SampleParams params) {
        ObjectNode inputs = Json.object()
                .put("from", params.end().minus(params.window()).toString())
                .put("to", params.end().plus(Duration.ofDays(1)).toString())
                .put("run_label", "demo");
        return RunInputs.parse(inputs);
    }

    private static List<Truth> plant(Workspace workspace, SampleParams params, Console console) {
        List<Truth> truth = new ArrayList<>();
        List<Event> batch = new ArrayList<>();
        try (ProgressDisplay display = new ProgressDisplay(console)) {
            new Generator().rated().stream(params).forEachOrdered(trace -> {
                truth.add(trace.truth());
                batch.addAll(trace.events());
                if (batch.size() >= BATCH) {
                    workspace.store().append(batch);
                    batch.clear();
                    display.at("generate", (double) truth.size() / params.traces(), truth.size(), "traces");
                }
            });
        }
        workspace.store().append(batch);
        return truth;
    }

    private static Path drawn(
            Workspace workspace, RunRecord run, List<ClusterRecord> clusters, List<Membership> memberships) {
        Path map = workspace.directory().resolve("demo-map.svg");
        try {
            return Files.writeString(map, MapPicture.svg(run, clusters, memberships));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + map + ": " + e.getMessage(), e);
        }
    }

    /// Rows are the planted traces; those that belong to no intent have no true group.
    private static Agreement agreement(List<Truth> planted, List<Membership> memberships) {
        Map<String, Integer> clusters = new HashMap<>();
        memberships.forEach(item -> clusters.put(item.traceId(), item.clusterId()));
        Map<String, Integer> intents = new HashMap<>();
        List<Truth> clustered = planted.stream()
                .filter(truth -> clusters.containsKey(truth.traceId()))
                .toList();
        int[] truth = clustered.stream()
                .mapToInt(one -> one.intent() == null ? -1 : intents.computeIfAbsent(one.intent(), _ -> intents.size()))
                .toArray();
        int[] labels = clustered.stream()
                .mapToInt(one -> Objects.requireNonNull(clusters.get(one.traceId())))
                .toArray();
        return Agreement.of(truth, labels);
    }

    private static String compared(Agreement agreement) {
        return String.format(
                Locale.ROOT, "adjusted Rand index %.2f, coverage %.2f", agreement.adjustedRand(), agreement.coverage());
    }

    private static ObjectNode document(RunRecord run, List<ClusterRecord> clusters, Agreement agreement) {
        ObjectNode document = Json.object();
        document.set("run", Json.run(run));
        ArrayNode rows = document.putArray("clusters");
        clusters.forEach(cluster -> rows.add(Json.cluster(cluster, List.of())));
        return document.put("adjusted_rand_index", agreement.adjustedRand()).put("coverage", agreement.coverage());
    }

    private static String launcher() {
        return System.getProperty("tracemap.launcher", "tracemap");
    }
}
