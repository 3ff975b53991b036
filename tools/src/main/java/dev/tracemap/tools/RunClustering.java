package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Estimate;
import dev.tracemap.run.Job;
import dev.tracemap.run.RunInputs;
import dev.tracemap.store.RunRecord;
import java.util.List;

/// Starts a run and waits a while for it.
final class RunClustering {
    private static final int DEFAULT_WAIT = 25;
    private static final String NO_PRICE =
            "The price of a model is not known; it can be set under 'prices' in tracemap.yaml.";

    private RunClustering() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "run_clustering",
                "Cluster traces now",
                "Groups similar traces, names the groups and measures them: the last 7 days by default;"
                        + " filters and meaning narrow it (\"cluster yesterday's refund traces\"), scope re-clusters one cluster finer."
                        + " Returns the clusters, or after wait_seconds a run_id to pass to get_run.",
                inputSchema(),
                new Schema()
                        .object("run", "")
                        .object("estimate", "With dry_run")
                        .object("params", "")
                        .objects("clusters", "")
                        .text("more", "")
                        .text("next_step", "")
                        .text("note", "")
                        .output(),
                new Tool.Behaviour(false, false, false),
                (json, call) -> Answers.advise(() -> start(desk, json, call)));
    }

    private static ToolResult start(Desk desk, ObjectNode json, Call call) {
        Arguments arguments = new Arguments(json);
        int seconds = arguments.whole("wait_seconds", DEFAULT_WAIT, 0, GetRun.MOST_WAIT);
        String jobName = arguments.text("job");
        ObjectNode asked = json.deepCopy();
        asked.remove(List.of("wait_seconds", "job", "dry_run"));
        Job job = jobName == null ? null : desk.jobs().find(desk.teamId(), jobName);
        if (job != null) {
            asked = (ObjectNode) job.inputs().toJson().setAll(asked);
        }
        RunInputs inputs = RunInputs.parse(asked);
        if (arguments.flag("dry_run")) {
            return Answers.answer(estimate(desk.runs().estimate(desk.teamId(), inputs)));
        }
        RunRecord run = desk.runs().start(desk.teamId(), inputs, job);
        return Answers.answer(GetRun.state(desk, GetRun.await(desk, run, seconds, call)));
    }

    private static ObjectNode estimate(Estimate estimate) {
        ObjectNode answer = Answers.object();
        ObjectNode json = answer.putObject("estimate");
        json.put("items", estimate.items());
        json.put("unread", estimate.unread());
        json.put("input_tokens", estimate.inputTokens());
        json.put("output_tokens", estimate.outputTokens());
        if (estimate.costUsd() != null) {
            json.put("cost_usd", Math.round(estimate.costUsd() * 1e4) / 1e4);
        }
        ArrayNode parts = json.putArray("parts");
        for (Estimate.Part part : estimate.parts()) {
            ObjectNode row = parts.addObject()
                    .put("stage", part.stage().wire())
                    .put("model", part.model())
                    .put("input_tokens", part.inputTokens())
                    .put("output_tokens", part.outputTokens());
            if (part.costUsd() != null) {
                row.put("cost_usd", Math.round(part.costUsd() * 1e4) / 1e4);
            }
        }
        String next = estimate.parts().isEmpty()
                ? "No model would be asked: the run is free. Leave dry_run out to start it."
                : "Leave dry_run out to start it. " + (estimate.costUsd() == null ? NO_PRICE : "");
        return answer.put("next_step", next.strip());
    }

    private static ObjectNode inputSchema() {
        ObjectNode schema = new Schema()
                .word("level", List.of("trace", "generation", "session"), "What is clustered; default trace")
                .number("lookback_days", "Default 7, counted from now")
                .text("from", "Instead: begin of the window, e.g. 2026-11-20 or 2026-11-20T08:00:00Z")
                .text("to", "End of the window, exclusive")
                .any("max_samples", "Default 5000; \"all\" for everything")
                .word("sample_by", List.of("user", "session", "model", "tool"), "Fair to each; default any item alike")
                .objects(
                        "filters",
                        "Each {property, operator, value}; property: model, provider, event, is_error, span_name,"
                                + " distinct_id, latency, item_cost_usd, item_latency_s,"
                                + " item_cluster (a title), facet.turn_count, user.plan, or any event property; operator: exact (default),"
                                + " is_not, icontains, not_icontains, regex, gt, lt, in, is_set, is_not_set")
                .text("meaning", "Only items that are about this, e.g. \"refund request\"")
                .object("scope", "{run_id, cluster_id}: only that cluster's members")
                .word("clustering_method", List.of("hdbscan", "kmeans"), "Default hdbscan, which leaves noise out")
                .object(
                        "clustering_method_params",
                        "min_cluster_size, min_cluster_size_fraction, min_samples, min_k, max_k")
                .word("dimensionality_reduction_method", List.of("umap", "pca", "none"), "")
                .whole("dimensionality_reduction_ndims", "")
                .word("embedding_normalization", List.of("l2", "none"), "")
                .word("visualization_method", List.of("umap", "pca", "tsne"), "")
                .text("axis", "summary, intent, behavior, failure or a facet; summary:2+behavior:1")
                .object("summary", "{instructions, mode, facets}: for summaries by a model")
                .whole("seed", "Default 42; same data and seed give the same clusters")
                .text("source", "Database to take traces from, by its name in tracemap.yaml")
                .text("run_label", "Ends the run id; a-z, 0-9 and hyphens")
                .text("job", "A saved configuration to start from, by name")
                .flag("dry_run", "Only estimate items, tokens and cost")
                .whole("wait_seconds", "Default 25, at most " + GetRun.MOST_WAIT)
                .input();
        return schema;
    }
}
