package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.facet.Facets;
import dev.tracemap.finding.Concern;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.run.TraceReading;
import dev.tracemap.run.TraceSummary;
import dev.tracemap.store.Store;
import dev.tracemap.summary.Summary;
import java.util.List;

/// One trace: what it was about, which clusters hold it, and its numbered text in pieces.
final class GetTrace {
    private static final List<String> FORMATS = List.of("concise", "detailed");
    private static final int SAMPLE = 8_000;
    private static final int MOST_CLUSTERS = 10;

    private GetTrace() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "get_trace",
                "One trace",
                "Shows one trace: summary, figures, failure findings, the clusters it belongs to over all runs, and its text with numbered"
                        + " lines (L012: …). A long one comes as a skeleton of its steps first: read on with steps, from_line"
                        + " and to_line, or find.",
                new Schema()
                        .text("trace_id", "Whole, or its first 8 or more characters")
                        .any("steps", "Only the text of these steps of the skeleton, e.g. [3, 4]; span ids too")
                        .whole("from_line", "First line wanted; with find: where to begin")
                        .whole("to_line", "Last line wanted")
                        .flag("summarize", "Ask the configured model for the summary; without one it is extracted")
                        .text("find", "Only lines that contain this (case ignored)")
                        .word("response_format", FORMATS, "detailed adds span ids and a sample of a long text")
                        .required("trace_id")
                        .input(),
                new Schema()
                        .text("trace_id", "")
                        .text("url", "")
                        .text("name", "")
                        .text("session_id", "")
                        .text("user", "")
                        .object("figures", "")
                        .object("summary", "With the lines it rests on")
                        .text("findings", "What went wrong, with lines")
                        .objects("clusters", "Newest run first")
                        .whole("total_lines", "")
                        .objects("steps", "")
                        .text("text", "")
                        .text("more", "")
                        .text("next_step", "")
                        .text("note", "")
                        .required("trace_id", "total_lines")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        String id = arguments.required("trace_id", arguments.text("trace_id"), "\"4f2a91c0\"");
        TraceReading trace = TraceReading.of(desk.store(), desk.teamId(), id, SAMPLE)
                .orElseThrow(() -> new BadArgument("there is no trace '" + Untrusted.line(id, 80)
                        + "', or it is a prefix of several. search_traces and get_cluster give whole ids."));
        Integer from = arguments.whole("from_line", 1, Integer.MAX_VALUE);
        Integer to = arguments.whole("to_line", 1, Integer.MAX_VALUE);
        String find = arguments.text("find");
        ObjectNode answer = Answers.object();
        answer.put("trace_id", Answers.id(trace.trace().id()));
        desk.pages().trace(trace.trace().id()).ifPresent(url -> answer.put("url", url));
        TracePieces pieces = new TracePieces(trace.outline());
        if (find != null) {
            pieces.find(answer, find, from == null ? 1 : from);
        } else if (arguments.json().hasNonNull("steps")) {
            pieces.steps(answer, arguments.json().get("steps"));
        } else if (from != null || to != null) {
            pieces.range(answer, from == null ? 1 : from, to == null ? Integer.MAX_VALUE : to);
        } else {
            overview(answer, desk, trace, arguments.flag("summarize"));
            text(
                    answer,
                    trace,
                    pieces,
                    arguments.word("response_format", FORMATS).equals("detailed"));
        }
        answer.put("note", Untrusted.NOTE);
        return Answers.answer(answer);
    }

    private static void overview(ObjectNode answer, Desk desk, TraceReading trace, boolean summarize) {
        if (!trace.trace().name().startsWith("$")) {
            answer.put("name", Answers.title(trace.trace().name()));
        }
        if (trace.trace().sessionId() != null) {
            answer.put("session_id", Answers.id(trace.trace().sessionId()));
        }
        trace.trace()
                .spans()
                .map(span -> span.event().distinctId())
                .filter(user -> !user.isEmpty())
                .findFirst()
                .ifPresent(user -> answer.put("user", Untrusted.line(user, 60)));
        answer.set("figures", figures(trace, trace.facets(), trace.measures()));
        answer.set("summary", summarize ? summarized(desk, trace) : summary(trace.summary()));
        Worries.trace(answer, trace.findings());
        ArrayNode clusters = answer.putArray("clusters");
        desk.store().clustersOfTrace(desk.teamId(), trace.trace().id()).stream()
                .limit(MOST_CLUSTERS)
                .forEach(cluster -> clusters.add(cluster(cluster)));
    }

    private static ObjectNode cluster(Store.TraceCluster cluster) {
        return Answers.object()
                .put("run_id", cluster.runId())
                .put("cluster_id", cluster.clusterId())
                .put("title", Answers.title(cluster.title()));
    }

    /// A short text as a whole; of a long one its steps, and on request a sample.
    private static void text(ObjectNode answer, TraceReading trace, TracePieces pieces, boolean detailed) {
        if (pieces.isShort()) {
            pieces.range(answer, 1, Integer.MAX_VALUE);
        } else {
            pieces.skeleton(answer, detailed);
        }
        if (detailed && !pieces.isShort()) {
            TracePieces.put(answer, trace.text().lines());
        }
    }

    private static ObjectNode figures(TraceReading trace, Facets facets, ItemMeasures measures) {
        ObjectNode figures = Answers.object();
        figures.put("start", trace.trace().start().toString());
        if (measures.latencySeconds() != null) {
            figures.put("latency_s", Math.round(measures.latencySeconds() * 1e3) / 1e3);
        }
        if (measures.costUsd() != null) {
            figures.put("cost_usd", Math.round(measures.costUsd() * 1e6) / 1e6);
        }
        if (measures.inputTokens() != null) {
            figures.put("input_tokens", measures.inputTokens());
        }
        if (measures.outputTokens() != null) {
            figures.put("output_tokens", measures.outputTokens());
        }
        figures.put("error", measures.hasError());
        figures.put("concern", Concern.of(trace.findings(), measures.hasError()));
        figures.put("turns", facets.turnCount());
        figures.put("tool_calls", facets.toolCallCount());
        figures.put("tool_errors", facets.toolErrorCount());
        figures.put("retries", facets.retryCount());
        figures.put("swallowed_errors", facets.swallowedErrors());
        if (!facets.claimedVsActualTools().isEmpty()) {
            figures.put(
                    "claimed_but_never_called", Untrusted.line(String.join(", ", facets.claimedVsActualTools()), 200));
        }
        return figures;
    }

    /// Kept for later runs; whoever wrote it stands with it.
    private static ObjectNode summarized(Desk desk, TraceReading trace) {
        TraceSummary made =
                desk.runs().summarize(desk.teamId(), trace.trace().id()).orElse(null);
        if (made == null) {
            return summary(trace.summary());
        }
        ObjectNode json = summary(made.summary()).put("by", Untrusted.line(made.by(), 120));
        if (made.facets() != null) {
            ObjectNode facets = json.putObject("facets");
            made.facets().answers().forEach((name, text) -> facets.put(name, Untrusted.line(text, 200)));
        }
        if (!made.notes().isEmpty()) {
            ArrayNode warnings = json.putArray("warnings");
            made.notes().forEach(note -> warnings.add("- " + Untrusted.line(note, 300)));
        }
        return json;
    }

    private static ObjectNode summary(Summary summary) {
        ObjectNode json = Answers.object();
        json.put("title", Answers.title(summary.title()));
        json.put("flow", Untrusted.line(summary.flowDiagram(), 300));
        ArrayNode bullets = json.putArray("bullets");
        summary.bullets().forEach(note -> bullets.add(line(note)));
        if (!summary.notes().isEmpty()) {
            ArrayNode notes = json.putArray("notes");
            summary.notes().forEach(note -> notes.add(line(note)));
        }
        return json;
    }

    private static String line(Summary.Note note) {
        String text = Untrusted.line(note.text(), 300);
        return "- " + text + (note.lineRefs().isEmpty() ? "" : " [" + String.join(", ", note.lineRefs()) + "]");
    }
}
