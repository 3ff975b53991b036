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
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/// Has the configured models read and name a handful of generated traces, and tells what came back usable.
final class ModelTrial {
    private static final int TRACES = 30;

    private ModelTrial() {}

    /// @param workspace empty
    static void run(Workspace workspace, boolean json, Console console) throws CommandFailed, InterruptedException {
        workspace
                .store()
                .append(new Generator()
                        .generate(new SampleParams(TRACES, 7, workspace.clock().instant(), Duration.ofDays(6)))
                        .events());
        if (workspace.runs().estimate(Workspace.TEAM, RunInputs.DEFAULT).model() == null) {
            throw new CommandFailed(
                    "there is no chat model to try: set OPENAI_API_KEY, and let privacy not be offline");
        }
        RunRecord run = Runner.run(workspace, RunInputs.DEFAULT, null, console);
        print(run, report(workspace.store(), run), json, console);
        JsonNode models = run.inputs().path("models");
        boolean used = models.at("/summaries/by_model").intValue() > 0
                && models.at("/labels/by_agent").intValue() > 0;
        if (!used) {
            throw new CommandFailed("the models gave nothing usable; the warnings above say why");
        }
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

    private static void print(RunRecord run, ObjectNode report, boolean json, Console console) {
        if (json) {
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
}
