package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.finding.Findings;
import dev.tracemap.run.RareLanes;
import dev.tracemap.run.RunInputs;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Tells what findings, broader groups and the rare lane add to the time of a run.
@picocli.CommandLine.Command(
        name = "run",
        description = "Time a run of generated traces, and what findings, groups and the rare lane add to it.")
final class BenchRunCommand implements Command.Here {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration WINDOW = Duration.ofDays(14);
    private static final int BATCH = 2_000;

    @Mixin
    Common common = new Common();

    @Option(names = "--traces", paramLabel = "N", description = "How many; default 20000.")
    int traces = 20_000;

    @Option(names = "--seed", paramLabel = "N", description = "Of the generator; default 1.")
    long seed = 1;

    /// @param run seconds of the whole run, findings and groups included
    /// @param findings of that, for what goes wrong; as measured apart
    /// @param groups of that, for the broader groups and their names
    /// @param rare for the rare lane, after the run
    private record Seconds(double run, double findings, double groups, double rare) {
        double plain() {
            return run - findings - groups;
        }

        double ratio() {
            return (run + rare) / plain();
        }
    }

    @Override
    public int run(Console console) throws CommandFailed, InterruptedException {
        Seconds seconds;
        try (Scratch scratch = Scratch.make("tracemap-bench");
                Workspace workspace = new Workspace(scratch.directory(), CLOCK)) {
            seconds = measured(workspace, console);
        }
        if (common.json) {
            ObjectNode json = Json.object()
                    .put("traces", traces)
                    .put("plain_seconds", seconds.plain())
                    .put("findings_seconds", seconds.findings())
                    .put("groups_seconds", seconds.groups())
                    .put("rare_seconds", seconds.rare())
                    .put("ratio", seconds.ratio());
            Json.print(console.out(), json);
            return 0;
        }
        console.out()
                .printf(
                        Locale.ROOT,
                        "%d traces: plain run %.1f s, findings %.2f s, groups %.2f s, rare lane %.2f s: %.3f times the"
                                + " plain run%n",
                        traces,
                        seconds.plain(),
                        seconds.findings(),
                        seconds.groups(),
                        seconds.rare(),
                        seconds.ratio());
        return 0;
    }

    private Seconds measured(Workspace workspace, Console console) throws CommandFailed, InterruptedException {
        Store store = workspace.store();
        Instant end = CLOCK.instant().truncatedTo(ChronoUnit.MINUTES);
        List<Event> batch = new ArrayList<>();
        new Generator().stream(new SampleParams(traces, seed, end, WINDOW)).forEachOrdered(trace -> {
            batch.addAll(trace.events());
            if (batch.size() >= BATCH) {
                store.append(batch);
                batch.clear();
            }
        });
        store.append(batch);
        ObjectNode inputs = Json.object()
                .put("from", end.minus(WINDOW).toString())
                .put("to", end.plus(Duration.ofDays(1)).toString())
                .put("max_samples", "all");
        RunRecord run = Runner.run(workspace, RunInputs.parse(inputs), null, console);
        double findings = findings(store, run);
        long began = System.nanoTime();
        new RareLanes(store).of(run);
        double rare = since(began);
        return new Seconds(
                run.seconds(), findings, run.inputs().at("/seconds/hierarchy").asDouble(), rare);
    }

    /// The items are loaded outside the clock, as a run has them at hand.
    private static double findings(Store store, RunRecord run) {
        List<ItemRef> items = store.items(
                new ItemQuery(Workspace.TEAM, Level.TRACE, run.windowStart(), run.windowEnd(), List.of(), null, 0));
        double seconds = 0;
        for (int begin = 0; begin < items.size(); begin += BATCH) {
            List<Item> some = store.load(Workspace.TEAM, items.subList(begin, Math.min(items.size(), begin + BATCH)));
            long began = System.nanoTime();
            some.parallelStream().forEach(Findings::of);
            seconds += since(began);
        }
        return seconds;
    }

    private static double since(long began) {
        return (System.nanoTime() - began) / 1e9;
    }
}
