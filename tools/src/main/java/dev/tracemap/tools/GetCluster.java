package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.Driver;
import dev.tracemap.insight.DriverLines;
import dev.tracemap.metrics.MetricsJson;
import dev.tracemap.run.RunFindings;
import dev.tracemap.run.RunOutcomes;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import java.util.List;

/// One cluster with its members.
final class GetCluster {
    /// Lines of each kind.
    private static final int DRIVERS = 5;

    private GetCluster() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "get_cluster",
                "One cluster",
                "Shows what is in one cluster: description, all metrics, what goes with it and with its errors and"
                        + " latency (drivers: tested leads, not causes), its most frequent tool-call sequences, and its"
                        + " members from the most typical to the least. Open a member with get_trace.",
                new Schema()
                        .whole("cluster_id", "From get_clusters; -1 for Outliers")
                        .text("run_id", Desk.RUN_ID)
                        .whole("limit", "Members shown, default 10, at most 100")
                        .text("cursor", Desk.CURSOR)
                        .required("cluster_id")
                        .input(),
                new Schema()
                        .text("run_id", "")
                        .whole("cluster_id", "")
                        .text("title", "")
                        .text("description", "")
                        .object("metrics", "")
                        .objects("findings", "What goes wrong in its items, and the share elsewhere in the run")
                        .texts("scores", "By rubric, from a judged sample")
                        .texts("outcomes", "")
                        .texts("edits", "")
                        .texts("drivers", "")
                        .objects("tool_sequences", "")
                        .objects("members", "")
                        .text("next_cursor", "")
                        .text("more", "")
                        .text("url", "")
                        .text("note", "")
                        .required("run_id", "cluster_id", "title", "metrics", "members")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        RunRecord run = desk.completeRun(arguments);
        ClusterRecord cluster = desk.cluster(run, arguments);
        int limit = arguments.whole("limit", 10, 1, 100);
        int from = Answers.cursor(arguments);
        ObjectNode answer = Answers.object();
        answer.put("run_id", run.runId());
        answer.put("cluster_id", cluster.clusterId());
        desk.pages().cluster(run.runId(), cluster.clusterId()).ifPresent(url -> answer.put("url", url));
        answer.put("title", Answers.title(cluster.title()));
        answer.put("description", Untrusted.clean(cluster.description()));
        RunFindings findings = RunFindings.of(desk.store(), run);
        ObjectNode metrics = MetricsJson.of(cluster.metrics());
        Worries.parts(metrics, findings.concern(cluster.clusterId()));
        answer.set("metrics", metrics);
        Worries.table(answer, findings.in(cluster.clusterId()));
        List<ScoreRate> rates = desk.store().scoreRates(run.runId());
        Answers.scores(answer, rates, cluster.clusterId());
        Answers.outcomes(answer, RunOutcomes.of(desk.store(), run, null), rates, cluster.clusterId());
        EditTaxonomy.lines(desk, run, cluster.clusterId())
                .forEach(line -> answer.withArrayProperty("edits").add(line));
        drivers(desk, cluster)
                .forEach(line -> answer.withArrayProperty("drivers").add(line));
        ArrayNode sequences = answer.putArray("tool_sequences");
        cluster.topSequences().forEach((sequence, count) -> sequences
                .addObject()
                .put("tools", Untrusted.line(sequence, 200))
                .put("items", count));
        ArrayNode members = answer.putArray("members");
        for (Membership member : desk.store().memberships(run.runId(), cluster.clusterId(), from, limit)) {
            members.add(member(member));
        }
        if (!members.isEmpty()) {
            Answers.page(
                    answer, members.size(), from + members.size(), cluster.size(), "search_traces with cluster_id");
        }
        answer.put("note", Untrusted.NOTE);
        return Answers.answer(answer);
    }

    /// The strongest of each kind, a line each.
    private static List<String> drivers(Desk desk, ClusterRecord cluster) {
        List<Driver> own = desk.store().drivers(cluster.runId()).stream()
                .filter(driver -> driver.clusterId() == cluster.clusterId())
                .toList();
        return DriverLines.of(own, DRIVERS).stream()
                .map(line -> "- " + Untrusted.line(line, 300))
                .toList();
    }

    private static ObjectNode member(Membership member) {
        ObjectNode row = Answers.object();
        row.put("trace_id", Answers.id(member.traceId()));
        if (!member.itemId().equals(member.traceId())) {
            row.put("item_id", Answers.id(member.itemId()));
        }
        row.put("title", Answers.title(member.title()));
        row.put("timestamp", member.timestamp().toString());
        if (member.assigned()) {
            row.put("assigned", true);
        }
        if (member.probability() != null) {
            row.put("probability", Math.round(member.probability() * 100) / 100.0);
        }
        if (member.secondClusterId() != null) {
            row.put("second_cluster_id", member.secondClusterId());
        }
        return row;
    }
}
