package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.sample.Taxonomy;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.selftest.Plan;
import dev.tracemap.server.selftest.ReportText;
import dev.tracemap.server.selftest.Selftest;
import dev.tracemap.server.selftest.SelftestReport;
import dev.tracemap.server.selftest.TaxonomyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Plants patterns into generated traces, runs everything in a store of its own, and tells what was found of them.
@picocli.CommandLine.Command(
        name = "selftest",
        description = "Plant known intents and failures, run everything, and tell how many are found;"
                + " the data directory is not touched.")
final class SelftestCommand implements Command.Here {
    private static final InstantSource CLOCK = InstantSource.system();

    @Mixin
    Common common = new Common();

    @Option(
            names = "--with-model",
            description = "Only try the configured models on a few traces: summaries, facets and names; this costs some"
                    + " cents.")
    boolean withModel;

    @Option(names = "--traces", paramLabel = "N", description = "How many, background included (default: 3000).")
    int traces = 3_000;

    @Option(names = "--seed", paramLabel = "N", description = "Decides wording and shares (default: 1).")
    long seed = 1;

    @Option(
            names = "--taxonomy",
            paramLabel = "FILE",
            description = "Your own families and leaves, in YAML or JSON; docs/selftest.md describes the form.")
    @Nullable
    Path taxonomy;

    @Option(
            names = "--axes",
            split = ",",
            paramLabel = "AXIS",
            description = "What is clustered along; the first is judged by intents (default: ${DEFAULT-VALUE}).")
    List<String> axes = List.of("summary", "tool_call_sequence", "summary+tool_call_sequence", "behavior", "failure");

    @Option(
            names = "--min",
            paramLabel = "SHARE",
            description = "End with code 1 when a main figure is below this, for instance 0.9.")
    @Nullable
    Double minimum;

    @Override
    public int run(Console console) throws CommandFailed, InterruptedException {
        Plan plan = plan(console);
        Path configured = configuration(console);
        try (Scratch scratch = Scratch.make("tracemap-selftest");
                Workspace workspace = new Workspace(scratch.directory(), configured, CLOCK)) {
            if (withModel) {
                ModelTrial.run(workspace, common.json, console);
                return 0;
            }
            return judged(tested(workspace, plan, console), console);
        }
    }

    private Plan plan(Console console) {
        if (traces < 1) {
            throw new IllegalArgumentException("--traces takes a number from 1");
        }
        Taxonomy planted = taxonomy == null ? TaxonomyFile.standard() : TaxonomyFile.read(console.resolve(taxonomy));
        return new Plan(planted, traces, seed, axes);
    }

    private static SelftestReport tested(Workspace workspace, Plan plan, Console console)
            throws CommandFailed, InterruptedException {
        Selftest selftest = new Selftest(
                workspace.store(),
                inputs -> {
                    try {
                        return Runner.run(workspace, inputs, null, console);
                    } catch (CommandFailed e) {
                        throw new IllegalStateException(e.getMessage(), e);
                    }
                },
                workspace.englishOnly());
        try {
            return selftest.run(plan);
        } catch (IllegalStateException e) {
            throw new CommandFailed(String.valueOf(e.getMessage()));
        }
    }

    private int judged(SelftestReport report, Console console) {
        List<String> below = minimum == null ? List.of() : report.below(minimum);
        if (common.json) {
            ObjectNode json = report.toJson();
            if (minimum != null) {
                json.put("min", minimum).put("passed", below.isEmpty());
                ArrayNode said = json.putArray("below");
                below.forEach(said::add);
            }
            Json.print(console.out(), json);
        } else {
            ReportText.print(report, console.out());
        }
        below.forEach(figure -> console.err().println("below " + minimum + ": " + figure));
        return below.isEmpty() ? 0 : 1;
    }

    private @Nullable Path configuration(Console console) {
        Path inDirectory = console.resolve(common.dataDir).resolve("tracemap.yaml");
        Path named = common.config(console);
        return named != null ? named : Files.exists(inDirectory) ? inDirectory : null;
    }
}
