package dev.tracemap.server.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.finding.Finding;
import dev.tracemap.run.TraceReading;
import dev.tracemap.store.Store;
import dev.tracemap.summary.Summary;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Span;
import dev.tracemap.trace.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A trace as the page shows it: every line of its text, its spans on a time line, its summary with references.
final class TraceView {
    private static final int BUDGET = 60_000;
    private static final int MOST_SPANS = 2_000;
    static final int MOST_CHARACTERS = 4_000_000;
    private static final int LONGEST_LINE = 20_000;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private TraceView() {}

    /// @param from how many lines are there already; then only the next ones come
    /// @param characters of lines at the most; at least one line comes
    static Optional<ObjectNode> of(Store store, long team, String traceId, int from, int characters) {
        return TraceReading.of(store, team, traceId, BUDGET).map(reading -> {
            ObjectNode view = from == 0 ? view(store, team, reading) : NODES.objectNode();
            lines(view, reading.lines(), from, characters);
            return view;
        });
    }

    private static ObjectNode view(Store store, long team, TraceReading reading) {
        Trace trace = reading.trace();
        ObjectNode view = NODES.objectNode();
        view.put("trace_id", trace.id()).put("name", trace.name());
        if (trace.sessionId() != null) {
            view.put("session_id", trace.sessionId());
        }
        view.put("start", trace.start().toString()).put("seconds", trace.latency());
        view.set("summary", summary(reading.summary()));
        ArrayNode findings = view.putArray("findings");
        for (Finding finding : reading.findings().found()) {
            ArrayNode refs = findings.addObject()
                    .put("kind", finding.kind().wire())
                    .put("severity", finding.severity())
                    .put("text", finding.sentence())
                    .putArray("lines");
            finding.lines().forEach(refs::add);
        }
        ArrayNode spans = view.putArray("spans");
        for (Span root : trace.roots()) {
            add(spans, root, 0, trace);
        }
        ArrayNode clusters = view.putArray("clusters");
        for (Store.TraceCluster cluster : store.clustersOfTrace(team, trace.id())) {
            clusters.addObject()
                    .put("run_id", cluster.runId())
                    .put("level", cluster.level().wire())
                    .put("item_id", cluster.itemId())
                    .put("cluster_id", cluster.clusterId())
                    .put("title", cluster.title());
        }
        return view;
    }

    private static ObjectNode summary(Summary summary) {
        ObjectNode json = NODES.objectNode().put("title", summary.title()).put("flow", summary.flowDiagram());
        notes(json.putArray("bullets"), summary.bullets());
        notes(json.putArray("notes"), summary.notes());
        return json;
    }

    private static void notes(ArrayNode target, List<Summary.Note> notes) {
        for (Summary.Note note : notes) {
            ArrayNode refs = target.addObject().put("text", note.text()).putArray("lines");
            note.lineRefs().forEach(refs::add);
        }
    }

    /// What a browser can hold; what is left out is said.
    private static void lines(ObjectNode view, List<String> all, int from, int most) {
        ArrayNode lines = view.putArray("lines");
        long characters = 0;
        for (String line : all.subList(Math.min(from, all.size()), all.size())) {
            characters += Math.min(line.length(), LONGEST_LINE);
            if (characters > most && !lines.isEmpty()) {
                break;
            }
            lines.add(
                    line.length() <= LONGEST_LINE
                            ? line
                            : line.substring(0, LONGEST_LINE) + "… (" + line.length() + " characters)");
        }
        view.put("total_lines", all.size());
    }

    /// Depth first; deeper than the stack reaches only in traces nobody could read, so the depth is bounded.
    private static void add(ArrayNode spans, Span span, int depth, Trace trace) {
        if (spans.size() >= MOST_SPANS) {
            return;
        }
        spans.add(span(span, depth, trace));
        if (depth < 200) {
            span.children().forEach(child -> add(spans, child, depth + 1, trace));
        }
    }

    private static ObjectNode span(Span span, int depth, Trace trace) {
        Event event = span.event();
        ObjectNode json = NODES.objectNode();
        json.put("name", span.name()).put("kind", kind(span.work())).put("depth", depth);
        json.put("offset_s", Duration.between(trace.start(), event.start()).toMillis() / 1e3);
        Stream.of(event.latency()).filter(seconds -> seconds != null).forEach(seconds -> json.put("seconds", seconds));
        Stream.of(event.totalCostUsd()).filter(cost -> cost != null).forEach(cost -> json.put("cost_usd", cost));
        if (event.model() != null) {
            json.put("model", event.model());
        }
        if (event.inputTokens() != null) {
            json.put("input_tokens", event.inputTokens());
        }
        if (event.outputTokens() != null) {
            json.put("output_tokens", event.outputTokens());
        }
        if (event.isError()) {
            String error = event.error();
            json.put("error", error == null ? "failed" : error.substring(0, Math.min(300, error.length())));
        }
        return json;
    }

    private static String kind(Span.Work work) {
        return switch (work) {
            case Span.Generation _ -> "generation";
            case Span.Operation _ -> "operation";
            case Span.Embedding _ -> "embedding";
        };
    }
}
