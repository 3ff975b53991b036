package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RunInputs;
import dev.tracemap.store.Filter;
import dev.tracemap.store.Filter.Operator;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds single traces by words, by meaning, and by conditions.
final class SearchTraces {
    private SearchTraces() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "search_traces",
                "Search traces",
                "Finds traces by words (query: all must occur in titles, messages, tool names or results), by meaning"
                        + " (nearest first, among traces that a run has looked at) and by conditions; these combine. Without"
                        + " meaning newest first.",
                new Schema()
                        .text("query", "Words, e.g. \"refund order\"")
                        .text("meaning", "What it was about, e.g. \"customer is angry about a late delivery\"")
                        .text("model", "Exact name")
                        .text("tool", "Exact name of a tool that was called")
                        .flag("errors_only", "Only traces with an error")
                        .text("error", "Text in an error message")
                        .number("min_cost_usd", "")
                        .number("min_latency_s", "")
                        .text("user", "distinct_id")
                        .text("session_id", "")
                        .objects("filters", "More conditions, as in run_clustering")
                        .text("from", "e.g. 2026-11-20")
                        .text("to", "")
                        .whole("cluster_id", "Only members of this cluster")
                        .text("run_id", "The run of cluster_id; " + Desk.RUN_ID)
                        .flag("drivers", "Instead of a list: what marks all matches among the run's traces")
                        .whole("limit", "Default 20, at most 100")
                        .text("cursor", Desk.CURSOR)
                        .input(),
                new Schema()
                        .objects("traces", "")
                        .texts("drivers", "")
                        .text("run_id", "")
                        .whole("matches", "")
                        .whole("of", "")
                        .text("next_cursor", "")
                        .text("more", "")
                        .text("next_step", "")
                        .text("note", "")
                        .required("traces")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        int limit = arguments.whole("limit", 20, 1, 100);
        int from = Answers.cursor(arguments);
        Integer cluster = arguments.whole("cluster_id", -1, Integer.MAX_VALUE);
        boolean drivers = arguments.flag("drivers");
        String runId = null;
        if (drivers || cluster != null || arguments.text("run_id") != null) {
            RunRecord run = desk.completeRun(arguments);
            runId = run.runId();
            if (cluster != null) {
                desk.cluster(run, arguments);
            }
        }
        String query = arguments.text("query", "");
        Store.TraceSearch search = new Store.TraceSearch(
                desk.teamId(),
                query.isEmpty() ? List.of() : List.of(query.split("\\s+", -1)),
                filters(arguments),
                arguments.time("from"),
                arguments.time("to"),
                runId,
                cluster,
                drivers ? 0 : from,
                drivers ? Integer.MAX_VALUE : limit + 1);
        String meaning = arguments.text("meaning");
        if (drivers) {
            return SelectionAnswer.of(desk, desk.completeRun(arguments), search, meaning);
        }
        List<ObjectNode> found = meaning == null
                ? desk.store().search(search).stream()
                        .map(trace -> row(desk, trace))
                        .toList()
                : ByMeaning.search(desk, search, meaning);
        ObjectNode answer = Answers.object();
        ArrayNode rows = answer.putArray("traces");
        found.stream().limit(limit).forEach(rows::add);
        if (found.size() > limit) {
            answer.put("next_cursor", String.valueOf(from + limit));
            answer.put("more", "there are more; pass cursor, or narrow with words, model, errors_only or a window");
        }
        answer.put("next_step", nextStep(desk, found.isEmpty()));
        answer.put("note", Untrusted.NOTE);
        return Answers.answer(answer);
    }

    private static String nextStep(Desk desk, boolean nothing) {
        if (!nothing) {
            return "get_trace opens one.";
        }
        return desk.store().extent(desk.teamId()).isEmpty()
                ? desk.firstStep()
                : "Nothing matches. Use fewer words (all must occur) or meaning instead, drop a condition, or widen the"
                        + " window.";
    }

    private static List<Filter> filters(Arguments arguments) {
        List<Filter> filters = new ArrayList<>();
        addText(filters, "model", Operator.EXACT, arguments.text("model"));
        addText(filters, "span_name", Operator.EXACT, arguments.text("tool"));
        addText(filters, "error", Operator.ICONTAINS, arguments.text("error"));
        addText(filters, "distinct_id", Operator.EXACT, arguments.text("user"));
        addText(filters, "session_id", Operator.EXACT, arguments.text("session_id"));
        if (arguments.flag("errors_only")) {
            filters.add(new Filter("is_error", Operator.EXACT, List.of("true")));
        }
        addLeast(filters, arguments, "min_cost_usd", "item_cost_usd");
        addLeast(filters, arguments, "min_latency_s", "item_latency_s");
        if (arguments.json().hasNonNull("filters")) {
            ObjectNode only = Answers.object();
            only.set("filters", arguments.json().get("filters"));
            RunInputs parsed = RunInputs.parse(only);
            if (parsed.meaning() != null) {
                throw new BadArgument("here meaning stands beside the filters: {\"meaning\": \"refund request\"}");
            }
            filters.addAll(parsed.filters());
        }
        return filters;
    }

    private static void addText(List<Filter> filters, String property, Operator operator, @Nullable String value) {
        if (value != null) {
            filters.add(new Filter(property, operator, List.of(value)));
        }
    }

    private static void addLeast(List<Filter> filters, Arguments arguments, String argument, String property) {
        if (arguments.json().hasNonNull(argument)) {
            if (!arguments.json().get(argument).isNumber()) {
                throw new BadArgument(argument + " takes a number such as 0.5, not "
                        + arguments.json().get(argument));
            }
            filters.add(new Filter(
                    property,
                    Operator.GT,
                    List.of(arguments.json().get(argument).asText())));
        }
    }

    static ObjectNode row(Desk desk, Store.TraceRow trace) {
        ObjectNode row = Answers.object();
        row.put("trace_id", Answers.id(trace.traceId()));
        row.put("title", Answers.title(trace.title()));
        row.put("timestamp", trace.timestamp().toString());
        row.put("events", trace.events());
        if (trace.costUsd() != null) {
            row.put("cost_usd", Math.round(trace.costUsd() * 1e6) / 1e6);
        }
        if (trace.latencySeconds() != null) {
            row.put("latency_s", Math.round(trace.latencySeconds() * 1e3) / 1e3);
        }
        row.put("error", trace.hasError());
        if (trace.model() != null) {
            row.put("model", Untrusted.line(trace.model(), 60));
        }
        if (trace.distinctId() != null) {
            row.put("user", Untrusted.line(trace.distinctId(), 60));
        }
        desk.pages().trace(trace.traceId()).ifPresent(url -> row.put("url", url));
        return row;
    }
}
