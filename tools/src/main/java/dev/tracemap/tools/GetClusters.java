package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.metrics.MetricsJson;
import dev.tracemap.run.RunFindings;
import dev.tracemap.run.RunOutcomes;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// The clusters of a run with their figures, sorted: most questions end here.
final class GetClusters {
    private static final List<String> FORMATS = List.of("concise", "detailed");

    private static final List<String> VIEWS = List.of("clusters", "rare");
    private static final int TYPICAL = 3;

    private GetClusters() {}

    static Tool tool(Desk desk) {
        RareView rare = new RareView(desk);
        return new Tool(
                "get_clusters",
                "Clusters of a run",
                "Lists the groups of similar LLM traces that a run found, each with name, size, share, cost (USD), latency"
                        + " (seconds), error rate. Start here: what kinds of usage there are, which is most expensive"
                        + " (sort_by total_cost or avg_cost), slowest (latency), fails most (error_rate, concern), satisfies least"
                        + " (success), or to look at first (priority). cluster_id -1 is"
                        + " Outliers, items in no group.",
                new Schema()
                        .text("run_id", Desk.RUN_ID)
                        .word(
                                "sort_by",
                                ClusterOrder.words(),
                                "Highest first; default size; priority = size x concern x users; success = many without it")
                        .text("success", Desk.SUCCESS)
                        .word(
                                "response_format",
                                FORMATS,
                                "detailed adds descriptions, findings, p95, tokens and three typical members")
                        .word("view", VIEWS, "rare: odd small groups and extreme figures")
                        .whole("depth", "1 = overview in broad groups")
                        .text("parent", "node_id of a group to look into")
                        .text(
                                "grid",
                                "Run of the same items along another axis: counts per pair of clusters, surprising pairs")
                        .whole("limit", "Default 20, at most 100")
                        .text("cursor", Desk.CURSOR)
                        .input(),
                new Schema()
                        .object("run", "")
                        .text("sorted_by", "")
                        .objects("clusters", "")
                        .objects("rare", "")
                        .text("next_cursor", "")
                        .text("more", "")
                        .text("ignored", "")
                        .text("next_step", "")
                        .text("note", "")
                        .required("run")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> Answers.answer(clusters(desk, rare, arguments))));
    }

    static ObjectNode clusters(Desk desk, RareView rare, Arguments arguments) {
        RunRecord run = desk.completeRun(arguments);
        String sort = arguments.word("sort_by", ClusterOrder.words());
        boolean detailed = arguments.word("response_format", FORMATS).equals("detailed");
        int limit = arguments.whole("limit", detailed ? 8 : 20, 1, 100);
        int from = Answers.cursor(arguments);
        if (arguments.word("view", VIEWS).equals("rare")) {
            return rare.of(run, from, limit);
        }
        RunFindings findings = RunFindings.of(desk.store(), run);
        RunOutcomes outcomes = RunOutcomes.of(desk.store(), run, arguments.text("success"));
        ClusterOrder order = ClusterOrder.fromWord(sort);
        Set<Integer> ignored = EditTaxonomy.taxonomy(desk).ignored(run);
        List<ClusterRecord> sorted = desk.clusters(run).stream()
                .filter(cluster -> !ignored.contains(cluster.clusterId()))
                .sorted(order.comparator(findings, outcomes))
                .toList();
        List<ScoreRate> rates = detailed ? desk.store().scoreRates(run.runId()) : List.of();
        ObjectNode answer = Answers.object();
        answer.set("run", Answers.run(desk, run));
        answer.put("sorted_by", sort);
        if (arguments.text("grid") != null) {
            return ClusterGrid.answer(answer, desk, run, desk.completeRun(arguments, "grid"), limit, from);
        }
        if (arguments.text("parent") != null || arguments.json().has("depth")) {
            return GroupRows.answer(answer, desk, run, arguments, sort, limit, from);
        }
        ArrayNode rows = answer.putArray("clusters");
        sorted.stream()
                .skip(from)
                .limit(limit)
                .map(cluster -> detailed
                        ? detailed(desk, cluster, rates, findings, outcomes)
                        : concise(cluster, order, findings, outcomes))
                .forEach(rows::add);
        Answers.page(answer, rows.size(), from + rows.size(), sorted.size(), "sort_by another figure to see its top");
        if (!ignored.isEmpty()) {
            answer.put("ignored", ignored(desk, run, ignored));
        }
        if (from == 0 && !sorted.isEmpty()) {
            answer.put(
                    "next_step",
                    "get_cluster {\"cluster_id\": " + sorted.getFirst().clusterId()
                            + "} shows what is in the first; compare_runs shows what changed."
                            + GroupRows.hint(desk, run, rows.size() < sorted.size()));
        }
        return answer.put("note", Untrusted.NOTE);
    }

    private static String ignored(Desk desk, RunRecord run, Set<Integer> ignored) {
        List<ClusterRecord> left = desk.clusters(run).stream()
                .filter(cluster -> ignored.contains(cluster.clusterId()))
                .toList();
        return left.size() + " more with "
                + left.stream().mapToInt(ClusterRecord::size).sum()
                + " items left out, as somebody asked: "
                + left.stream()
                        .limit(5)
                        .map(cluster -> cluster.clusterId() + " " + Answers.title(cluster.title()))
                        .collect(Collectors.joining("; "));
    }

    private static ObjectNode concise(
            ClusterRecord cluster, ClusterOrder order, RunFindings findings, RunOutcomes outcomes) {
        ObjectNode row = Answers.clusterRow(cluster);
        outcomes.worst(cluster.clusterId())
                .ifPresent(rate -> row.put("success", Untrusted.line(rate.shortLine(), 160)));
        if (order == ClusterOrder.CONCERN || order == ClusterOrder.PRIORITY) {
            Worries.parts(row, findings.concern(cluster.clusterId()));
        }
        return row;
    }

    private static ObjectNode detailed(
            Desk desk, ClusterRecord cluster, List<ScoreRate> rates, RunFindings findings, RunOutcomes outcomes) {
        ObjectNode row = Answers.object();
        row.put("cluster_id", cluster.clusterId());
        row.put("title", Answers.title(cluster.title()));
        row.put("description", Untrusted.clean(cluster.description()));
        row.setAll(MetricsJson.of(cluster.metrics()));
        Worries.parts(row, findings.concern(cluster.clusterId()));
        Worries.lines(row, findings.in(cluster.clusterId()));
        Answers.scores(row, rates, cluster.clusterId());
        Answers.outcomes(row, outcomes, rates, cluster.clusterId());
        ArrayNode exemplars = row.putArray("typical");
        for (Membership member : desk.store().memberships(cluster.runId(), cluster.clusterId(), 0, TYPICAL)) {
            exemplars.add("- " + Answers.id(member.traceId()) + ": " + Answers.title(member.title()));
        }
        return row;
    }
}
