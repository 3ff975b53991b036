package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.finding.Concern;
import dev.tracemap.finding.Finding;
import dev.tracemap.run.TraceReading;
import dev.tracemap.run.TraceSummary;
import dev.tracemap.server.Workspace;
import dev.tracemap.server.console.Console;
import dev.tracemap.server.console.Table;
import dev.tracemap.store.Store.TraceCluster;
import dev.tracemap.summary.Summary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows one trace as numbered text.
@picocli.CommandLine.Command(name = "trace", description = "Show a trace as numbered text, and the clusters it is in.")
final class TraceCommand implements Command.OnDirectory {
    private static final int BUDGET = 400_000;

    @Mixin
    Common common = new Common();

    @Parameters(paramLabel = "ID", description = "The trace's id, or its first eight or more characters.")
    String id = "";

    @Option(
            names = "--summarize",
            description = "Summarise the trace first, by the configured model where there is one.")
    boolean summarize;

    @Override
    public Common common() {
        return common;
    }

    @Override
    public int run(Workspace workspace, Console console) throws CommandFailed {
        Results.requireWhole(workspace, "trace");
        TraceReading reading = TraceReading.of(workspace.store(), Workspace.TEAM, id, BUDGET)
                .orElseThrow(() -> new CommandFailed("there is no trace '" + Table.plain(id)
                        + "', or this is the beginning of several; ./tracemap sql \"SELECT DISTINCT trace_id FROM events\""
                        + " lists them"));
        List<TraceCluster> clusters = workspace
                .store()
                .clustersOfTrace(Workspace.TEAM, reading.trace().id());
        TraceSummary summary = summarize
                ? workspace
                        .runs()
                        .summarize(Workspace.TEAM, reading.trace().id())
                        .orElse(null)
                : null;
        if (common.json) {
            Json.print(console.out(), document(reading, clusters, summary));
            return 0;
        }
        if (summary != null) {
            print(summary, console);
        }
        reading.findings().found().forEach(finding -> console.out().println(Table.plain(text(finding))));
        reading.lines().forEach(line -> console.out().println(Table.plain(line)));
        clusters.forEach(cluster -> console.out()
                .println("in cluster " + cluster.clusterId() + " of " + cluster.runId() + ": "
                        + Table.plain(cluster.title())));
        return 0;
    }

    private static void print(TraceSummary summary, Console console) {
        List<String> lines = new ArrayList<>(
                List.of(summary.summary().title(), summary.summary().flowDiagram()));
        summary.summary().bullets().forEach(note -> lines.add("- " + text(note)));
        summary.summary().notes().forEach(note -> lines.add("! " + text(note)));
        if (summary.facets() != null) {
            summary.facets().answers().forEach((name, answer) -> lines.add(name + ": " + answer));
        }
        lines.add("(" + summary.by() + ")");
        lines.forEach(line -> console.out().println(Table.plain(line)));
        console.out().println();
        summary.notes().forEach(note -> console.err().println(note));
    }

    private static String text(Finding finding) {
        return "! " + finding.kind().wire() + " (severity " + finding.severity() + "): " + finding.sentence() + " "
                + finding.lines();
    }

    private static String text(Summary.Note note) {
        return note.text() + (note.lineRefs().isEmpty() ? "" : " " + note.lineRefs());
    }

    private static ObjectNode document(
            TraceReading reading, List<TraceCluster> clusters, @Nullable TraceSummary summary) {
        ObjectNode document = Json.object()
                .put("trace_id", reading.trace().id())
                .put("name", reading.trace().name())
                .put("start", reading.trace().start().toString())
                .put("title", reading.summary().title());
        if (summary != null) {
            document.set("summary", summary(summary));
        }
        document.put(
                "concern", Concern.of(reading.findings(), reading.measures().hasError()));
        ArrayNode findings = document.putArray("findings");
        for (Finding finding : reading.findings().found()) {
            findings.addObject()
                    .put("kind", finding.kind().wire())
                    .put("severity", finding.severity())
                    .put("sentence", finding.sentence())
                    .set("line_refs", Json.of(finding.lines()));
        }
        document.set("lines", Json.of(reading.lines()));
        ArrayNode in = document.putArray("clusters");
        for (TraceCluster cluster : clusters) {
            in.addObject()
                    .put("run_id", cluster.runId())
                    .put("cluster_id", cluster.clusterId())
                    .put("title", cluster.title());
        }
        return document;
    }

    private static ObjectNode summary(TraceSummary summary) {
        ObjectNode json = Json.object()
                .put("title", summary.summary().title())
                .put("flow_diagram", summary.summary().flowDiagram());
        addNotes(json.putArray("summary_bullets"), summary.summary().bullets());
        addNotes(json.putArray("interesting_notes"), summary.summary().notes());
        if (summary.facets() != null) {
            json.set("facets", Json.of(summary.facets().answers()));
        }
        json.put("by", summary.by());
        json.set("warnings", Json.of(summary.notes()));
        return json;
    }

    private static void addNotes(ArrayNode to, List<Summary.Note> notes) {
        for (Summary.Note note : notes) {
            to.addObject().put("text", note.text()).set("line_refs", Json.of(note.lineRefs()));
        }
    }
}
