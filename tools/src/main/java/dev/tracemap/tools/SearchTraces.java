package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RunInputs;
import dev.tracemap.store.Filter;
import dev.tracemap.store.Filter.Operator;
import dev.tracemap.store.Store;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds single traces by words and conditions.
final class SearchTraces {
    private SearchTraces() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "search_traces",
                "Search traces",
                "Finds traces by words (all must occur in titles, messages, tool names or results) and conditions. Newest"
                        + " first, with cost, latency and whether they failed.",
                new Schema()
                        .text("query", "Words, e.g. \"refund order\"")
                        .text("model", "Exact model name")
                        .flag("errors_only", "Only traces with an error")
                        .number("min_cost_usd", "")
                        .number("min_latency_s", "")
                        .objects("filters", "More conditions, as in run_clustering")
                        .text("from", "e.g. 2026-11-20")
                        .text("to", "")
                        .whole("cluster_id", "Only members of this cluster")
                        .text("run_id", "The run of cluster_id; absent = the latest complete run")
                        .whole("limit", "Default 20, at most 100")
                        .text("cursor", "next_cursor of the page before")
                        .input(),
                new Schema()
                        .objects("traces", "")
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
        String runId = cluster == null
                ? arguments.text("run_id")
                : desk.completeRun(arguments).runId();
        if (cluster != null) {
            desk.cluster(desk.completeRun(arguments), arguments);
        }
        String query = arguments.text("query", "");
        List<Store.TraceRow> found = desk.store()
                .search(new Store.TraceSearch(
                        desk.teamId(),
                        query.isEmpty() ? List.of() : List.of(query.split("\\s+")),
                        filters(arguments),
                        arguments.time("from"),
                        arguments.time("to"),
                        cluster == null ? null : runId,
                        cluster,
                        from,
                        limit + 1));
        ObjectNode answer = Answers.object();
        ArrayNode rows = answer.putArray("traces");
        found.stream().limit(limit).forEach(trace -> rows.add(row(trace)));
        if (found.size() > limit) {
            answer.put("next_cursor", String.valueOf(from + limit));
            answer.put("more", "there are more; pass cursor, or narrow with words, model, errors_only or a window");
        }
        if (found.isEmpty()) {
            answer.put(
                    "next_step",
                    desk.store().extent(desk.teamId()).isEmpty()
                            ? desk.firstStep()
                            : "Nothing matches."
                                    + " Use fewer words (all must occur), drop a condition, or widen the window.");
        }
        answer.put("note", Untrusted.NOTE);
        return Answers.answer(answer);
    }

    private static List<Filter> filters(Arguments arguments) {
        List<Filter> filters = new ArrayList<>();
        addText(filters, "model", arguments.text("model"));
        if (arguments.flag("errors_only")) {
            filters.add(new Filter("is_error", Operator.EXACT, List.of("true")));
        }
        addLeast(filters, arguments, "min_cost_usd", "total_cost_usd");
        addLeast(filters, arguments, "min_latency_s", "latency");
        if (arguments.json().hasNonNull("filters")) {
            ObjectNode only = Answers.object();
            only.set("filters", arguments.json().get("filters"));
            filters.addAll(RunInputs.parse(only).filters());
        }
        return filters;
    }

    private static void addText(List<Filter> filters, String property, @Nullable String value) {
        if (value != null) {
            filters.add(new Filter(property, Operator.EXACT, List.of(value)));
        }
    }

    private static void addLeast(List<Filter> filters, Arguments arguments, String argument, String property) {
        if (arguments.json().hasNonNull(argument)) {
            if (!arguments.json().get(argument).isNumber()) {
                throw new BadArgument(
                        argument + " takes a number, not " + arguments.json().get(argument));
            }
            filters.add(new Filter(
                    property,
                    Operator.GT,
                    List.of(arguments.json().get(argument).asText())));
        }
    }

    private static ObjectNode row(Store.TraceRow trace) {
        ObjectNode row = Answers.object();
        row.put("trace_id", trace.traceId());
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
        return row;
    }
}
