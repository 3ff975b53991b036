package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RunInputs;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.summary.Summary.Note;
import dev.tracemap.trace.Level;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Has the configured models read and name a handful of generated traces, and tells what came back usable.
@picocli.CommandLine.Command(
        name = "selftest",
        description = "Try the configured models on a few generated traces; the data directory is not touched.")
final class SelftestCommand implements Command.Here {
    private static final InstantSource CLOCK = InstantSource.system();
    private static final int TRACES = 30;

    @Mixin
    Common common = new Common();

    @Option(
            names = "--with-model",
            required = true,
            description = "Summaries, facets and names by the configured models; this costs some cents.")
    boolean withModel;

    @Override
    public int run(Console console) throws CommandFailed, InterruptedException {
        Path configured = configuration(console);
        Path directory = temporary();
        try (Workspace workspace = new Workspace(directory, configured, CLOCK)) {
            workspace
                    .store()
                    .append(new Generator()
                            .generate(new SampleParams(TRACES, 7, CLOCK.instant(), Duration.ofDays(6)))
                            .events());
            if (workspace.runs().estimate(Workspace.TEAM, RunInputs.DEFAULT).model() == null) {
                throw new CommandFailed(
                        "there is no chat model to try: set OPENAI_API_KEY, and let privacy not be offline");
            }
            RunRecord run = Runner.run(workspace, RunInputs.DEFAULT, null, console);
            report(run, report(workspace.store(), run), console);
            JsonNode models = run.inputs().path("models");
            boolean used = models.at("/summaries/by_model").intValue() > 0
                    && models.at("/labels/by_agent").intValue() > 0;
            if (!used) {
                throw new CommandFailed("the models gave nothing usable; the warnings above say why");
            }
            return 0;
        } finally {
            delete(directory);
        }
    }

    private @Nullable Path configuration(Console console) {
        Path inDirectory = console.resolve(common.dataDir).resolve("tracemap.yaml");
        Path named = common.config(console);
        return named != null ? named : Files.exists(inDirectory) ? inDirectory : null;
    }

    private static ObjectNode report(Store store, RunRecord run) {
        ItemQuery all =
                new ItemQuery(Workspace.TEAM, Level.TRACE, run.windowStart(), run.windowEnd(), List.of(), null, 0);
        Collection<ItemDigest> read = store.digests(
                        Workspace.TEAM,
                        store.items(all),
                        run.inputs().path("summarizer").asText())
                .values();
        List<Note> notes = read.stream()
                .flatMap(
                        digest -> Stream.concat(digest.summary().bullets().stream(), digest.summary().notes().stream()))
                .toList();
        List<String> titles =
                store.clusters(run.runId()).stream().map(ClusterRecord::title).toList();
        ObjectNode report = Json.object()
                .put("items", run.items())
                .put("summaries_valid", read.size())
                .put(
                        "facets_complete",
                        read.stream()
                                .filter(digest -> digest.modelFacets() != null
                                        && digest.modelFacets().answers().size() >= 6)
                                .count())
                .put("notes", notes.size())
                .put(
                        "notes_with_real_lines",
                        notes.stream()
                                .filter(note -> !note.lineRefs().isEmpty())
                                .count())
                .put("clusters", titles.size())
                .put("distinct_titles", titles.stream().distinct().count());
        report.set("models", run.inputs().path("models"));
        report.set("titles", Json.of(titles));
        report.set("warnings", Json.of(run.warnings()));
        return report;
    }

    private void report(RunRecord run, ObjectNode report, Console console) {
        if (common.json) {
            Json.print(console.out(), report);
            return;
        }
        JsonNode models = report.path("models");
        console.out()
                .println(report.path("summaries_valid").asText() + " of " + run.items() + " summaries fit the form, "
                        + report.path("facets_complete").asText() + " with all facets; "
                        + report.path("notes_with_real_lines").asText() + " of "
                        + report.path("notes").asText() + " notes rest on lines that there are");
        console.out()
                .println(models.at("/labels/by_agent").asInt(0) + " of "
                        + report.path("clusters").asText() + " clusters named by the model, "
                        + report.path("distinct_titles").asText() + " titles differ:");
        report.path("titles").forEach(title -> console.out().println("  " + Table.plain(title.asText())));
        console.out()
                .println(models.path("tokens").asText("0") + " tokens"
                        + (models.has("cost_usd")
                                ? ", $" + models.path("cost_usd").asText()
                                : ", price not known"));
        models.path("calls").forEach(call -> console.out()
                .println("  " + call.path("stage").asText() + " by "
                        + Table.plain(call.path("model").asText()) + ": "
                        + call.path("calls").asText() + " calls, "
                        + call.path("failed").asText() + " failed"));
        run.warnings().forEach(warning -> console.err().println(Table.plain(warning)));
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("tracemap-selftest");
        } catch (IOException e) {
            throw new UncheckedIOException("no temporary directory can be made", e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + directory, e);
        }
    }
}
