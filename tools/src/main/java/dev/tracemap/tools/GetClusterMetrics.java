package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.metrics.MetricsJson;
import dev.tracemap.run.RunOutcomes;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import java.util.List;

/// Every figure of one cluster or of all, without the words.
final class GetClusterMetrics {
    private GetClusterMetrics() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "get_cluster_metrics",
                "Metrics of clusters",
                "All figures per cluster: items, share, avg/total cost (USD), avg/p95 latency (s), tokens in and out, error"
                        + " rate (items with an error / items), tool error rate, outcomes (good / n with 95% interval). Of one"
                        + " cluster, or of all.",
                new Schema()
                        .text("run_id", Desk.RUN_ID)
                        .whole("cluster_id", "Absent = all clusters")
                        .text("success", Desk.SUCCESS)
                        .whole("limit", "Default 30, at most 100")
                        .text("cursor", Desk.CURSOR)
                        .input(),
                new Schema()
                        .text("run_id", "")
                        .objects("clusters", "")
                        .text("next_cursor", "")
                        .text("more", "")
                        .text("url", "")
                        .text("note", "")
                        .required("run_id", "clusters")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        RunRecord run = desk.completeRun(arguments);
        List<ClusterRecord> clusters =
                arguments.json().hasNonNull("cluster_id") ? List.of(desk.cluster(run, arguments)) : desk.clusters(run);
        RunOutcomes outcomes = RunOutcomes.of(desk.store(), run, arguments.text("success"));
        int limit = arguments.whole("limit", 30, 1, 100);
        int from = Answers.cursor(arguments);
        ObjectNode answer = Answers.object();
        answer.put("run_id", run.runId());
        desk.pages().run(run.runId()).ifPresent(url -> answer.put("url", url));
        ArrayNode rows = answer.putArray("clusters");
        clusters.stream().skip(from).limit(limit).forEach(cluster -> {
            ObjectNode row = rows.addObject();
            row.put("cluster_id", cluster.clusterId());
            row.put("title", Answers.title(cluster.title()));
            row.setAll(MetricsJson.of(cluster.metrics()));
            outcomes.in(cluster.clusterId())
                    .forEach(rate -> row.withArrayProperty("outcomes").add(Untrusted.clean(rate.toJson())));
        });
        Answers.page(answer, rows.size(), from + rows.size(), clusters.size(), "name one cluster_id");
        answer.put("note", Untrusted.NOTE);
        return Answers.answer(answer);
    }
}
