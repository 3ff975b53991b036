package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.facet.Facets;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.run.TraceReading;
import dev.tracemap.store.Store;
import dev.tracemap.summary.Summary;
import dev.tracemap.text.NumberedText;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// One trace: what it was about, which clusters hold it, and its numbered text in pieces.
final class GetTrace {
    private static final int OVERVIEW = 9_000;
    private static final int PIECE = 14_000;
    private static final int HITS = 40;

    private GetTrace() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "get_trace",
                "One trace",
                "Shows one trace: summary, figures, the clusters it belongs to over all runs, and its text with numbered"
                        + " lines (L012: …). Long traces come as a sampled view: read on with from_line and to_line, or look"
                        + " for something with find.",
                new Schema()
                        .text("trace_id", "Whole, or its first 8 or more characters")
                        .whole("from_line", "First line wanted")
                        .whole("to_line", "Last line wanted")
                        .text("find", "Only lines that contain this (case ignored)")
                        .required("trace_id")
                        .input(),
                new Schema()
                        .text("trace_id", "")
                        .text("name", "")
                        .object("figures", "")
                        .object("summary", "")
                        .objects("clusters", "")
                        .whole("total_lines", "")
                        .text("text", "")
                        .text("more", "")
                        .text("note", "")
                        .required("trace_id", "total_lines", "text")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        String id = arguments.required("trace_id", arguments.text("trace_id"), "\"4f2a91c0\"");
        TraceReading trace = TraceReading.of(desk.store(), desk.teamId(), id, OVERVIEW)
                .orElseThrow(() -> new BadArgument("there is no trace '" + Untrusted.line(id, 80)
                        + "', or it is a prefix of several. search_traces and get_cluster give whole ids."));
        Integer from = arguments.whole("from_line", 1, Integer.MAX_VALUE);
        Integer to = arguments.whole("to_line", 1, Integer.MAX_VALUE);
        String find = arguments.text("find");
        ObjectNode answer = Answers.object();
        answer.put("trace_id", trace.trace().id());
        if (find != null) {
            find(answer, trace.lines(), find);
        } else if (from != null || to != null) {
            range(answer, trace.lines(), from == null ? 1 : from, to == null ? Integer.MAX_VALUE : to);
        } else {
            overview(answer, desk, trace);
        }
        answer.put("note", Untrusted.NOTE);
        return Answers.answer(answer);
    }

    private static void overview(ObjectNode answer, Desk desk, TraceReading trace) {
        NumberedText text = trace.text();
        answer.put("name", Answers.title(trace.trace().name()));
        answer.set("figures", figures(trace, trace.facets(), trace.measures()));
        answer.set("summary", summary(trace.summary()));
        ArrayNode clusters = answer.putArray("clusters");
        for (Store.TraceCluster cluster :
                desk.store().clustersOfTrace(desk.teamId(), trace.trace().id())) {
            clusters.addObject()
                    .put("run_id", cluster.runId())
                    .put("cluster_id", cluster.clusterId())
                    .put("title", Answers.title(cluster.title()));
        }
        put(answer, text.total(), text.lines());
        if (text.sampled()) {
            answer.put(
                    "more", "sampled view of " + text.total() + " lines; ask for the gaps with from_line and to_line");
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

    private static void range(ObjectNode answer, List<String> all, int from, int to) {
        if (from > all.size()) {
            throw new BadArgument("from_line " + from + " lies behind the end: the trace has " + all.size() + " lines");
        }
        if (to < from) {
            throw new BadArgument("to_line " + to + " lies before from_line " + from);
        }
        int last = Math.min(to, all.size());
        int end = from - 1;
        int length = 0;
        while (end < last && (end < from || length + all.get(end).length() <= PIECE)) {
            length += all.get(end).length() + 1;
            end++;
        }
        put(answer, all.size(), all.subList(from - 1, end));
        if (end < last) {
            answer.put("more", "cut to keep the answer small; read on with from_line " + (end + 1));
        }
    }

    private static void find(ObjectNode answer, List<String> all, String words) {
        String wanted = words.toLowerCase(Locale.ROOT);
        List<String> hits = IntStream.range(0, all.size())
                .filter(line -> all.get(line).toLowerCase(Locale.ROOT).contains(wanted))
                .mapToObj(all::get)
                .toList();
        put(answer, all.size(), hits.subList(0, Math.min(HITS, hits.size())));
        if (hits.isEmpty()) {
            answer.put("more", "no line contains that");
        } else if (hits.size() > HITS) {
            answer.put("more", HITS + " of " + hits.size() + " matching lines; find something narrower");
        }
    }

    private static void put(ObjectNode answer, int total, List<String> lines) {
        answer.put("total_lines", total);
        List<String> shown = lines.stream()
                .map(line -> line.length() <= PIECE ? line : line.substring(0, PIECE) + "…")
                .toList();
        answer.put("text", String.join("\n", Untrusted.fence(shown)));
    }
}
