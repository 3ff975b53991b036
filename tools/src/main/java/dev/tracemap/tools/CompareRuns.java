package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.lineage.Change;
import dev.tracemap.metrics.MetricsJson;
import dev.tracemap.run.RunComparison;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What changed from one run to another.
final class CompareRuns {
    private static final int MOST = 25;
    /// Shares move by chance; from here on a change is worth a word.
    private static final double GROWN = 1.25;
    private static final double SHRUNK = 0.8;

    private CompareRuns() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "compare_runs",
                "What changed between two runs",
                "Shows which clusters are new, gone, grown, shrunk, split or merged from one run to another, and how cost,"
                        + " latency and error rate of the others moved. Matched by common items and by meaning, not by title.",
                new Schema()
                        .text("before", "run_id; absent = the complete run before `after`, of its level")
                        .text("after", "run_id; absent = the latest complete run")
                        .text(
                                "split_by",
                                "Compare two parts of `after` instead: app_version=4.1,4.2, a time, or two windows from/to,from/to")
                        .input(),
                new Schema()
                        .object("before", "")
                        .object("after", "")
                        .whole("common_items", "Items both runs looked at")
                        .objects("new", "")
                        .objects("gone", "")
                        .objects("grown", "Share of items; changes are after minus before")
                        .objects("shrunk", "")
                        .objects("steady", "")
                        .objects("split", "")
                        .objects("merged", "")
                        .texts("metrics", "")
                        .texts("overall", "")
                        .text("more", "")
                        .text("url", "")
                        .text("note", "")
                        .required("before", "after", "new", "gone", "grown", "shrunk")
                        .output(),
                Tool.Behaviour.READ,
                Answers.advising(arguments -> answer(desk, arguments)));
    }

    private static ToolResult answer(Desk desk, Arguments arguments) {
        RunRecord after = desk.completeRun(arguments, "after");
        String splitBy = arguments.text("split_by");
        if (splitBy != null) {
            return SplitAnswer.of(desk, after, splitBy);
        }
        RunRecord before =
                arguments.text("before") == null ? predecessor(desk, after) : desk.completeRun(arguments, "before");
        check(before, after);
        RunComparison comparison = RunComparison.of(desk.store(), before, after);
        ObjectNode answer = Answers.object();
        answer.set("before", side(before));
        answer.set("after", side(after));
        answer.put("common_items", comparison.commonItems());
        List.of("new", "gone", "grown", "shrunk", "steady").forEach(answer::putArray);
        comparison.changes().stream()
                .sorted(Comparator.comparingDouble(change -> -weight(comparison, change)))
                .forEach(change -> add(answer, comparison, change));
        cut(answer);
        desk.pages().run(after.runId()).ifPresent(url -> answer.put("url", url));
        answer.put("note", Untrusted.NOTE);
        return Answers.answer(answer);
    }

    private static RunRecord predecessor(Desk desk, RunRecord after) {
        return desk.runs().list(desk.teamId(), Integer.MAX_VALUE).stream()
                .filter(run -> run.status() == Status.COMPLETE
                        && run.level() == after.level()
                        && run.createdAt().isBefore(after.createdAt()))
                .findFirst()
                .orElseThrow(() -> new BadArgument("there is no complete run of level "
                        + after.level().wire() + " before " + after.runId()
                        + " to compare it with. Start one over an earlier window, for example run_clustering {\"from\": \""
                        + after.windowStart().minusSeconds(7 * 86_400) + "\", \"to\": \"" + after.windowStart()
                        + "\"}, then name both: {\"before\": \"…\", \"after\": \"…\"}"));
    }

    private static void check(RunRecord before, RunRecord after) {
        if (before.runId().equals(after.runId())) {
            throw new BadArgument(
                    "before and after are the same run, " + after.runId() + "; name two of those that list_runs shows");
        }
        if (before.level() != after.level()) {
            throw new BadArgument("a run of level " + before.level().wire() + " cannot be compared with one of level "
                    + after.level().wire() + "; list_runs shows the level of each");
        }
    }

    private static ObjectNode side(RunRecord run) {
        return Answers.object()
                .put("run_id", run.runId())
                .put("window_start", run.windowStart().toString())
                .put("window_end", run.windowEnd().toString())
                .put("items", run.items())
                .put("clusters", run.clusters())
                .put("noise", run.noise());
    }

    /// How much of a run a change is about: the largest come first.
    private static double weight(RunComparison comparison, Change change) {
        return switch (change) {
            case Change.Continues(int before, int after, double _, Change.By _) -> {
                double former = former(comparison, before).metrics().share();
                double now = now(comparison, after).metrics().share();
                yield Math.abs(Math.log(now / former));
            }
            case Change.New(int after) -> now(comparison, after).metrics().share();
            case Change.Gone(int before) -> former(comparison, before).metrics().share();
            case Change.Split(int before, List<Integer> _) ->
                former(comparison, before).metrics().share();
            case Change.Merged(List<Integer> _, int after) ->
                now(comparison, after).metrics().share();
        };
    }

    private static void add(ObjectNode answer, RunComparison comparison, Change change) {
        switch (change) {
            case Change.Continues(int before, int after, double agreement, Change.By by) -> {
                ClusterRecord former = former(comparison, before);
                ClusterRecord now = now(comparison, after);
                double ratio = now.metrics().share() / former.metrics().share();
                String list = ratio >= GROWN ? "grown" : ratio <= SHRUNK ? "shrunk" : "steady";
                answer.withArray(list).add(continued(former, now, agreement, by));
            }
            case Change.New(int after) -> answer.withArray("new").add(Answers.clusterRow(now(comparison, after)));
            case Change.Gone(int before) ->
                answer.withArray("gone").add(Answers.clusterRow(former(comparison, before)));
            case Change.Split(int before, List<Integer> after) ->
                answer.withArray("split")
                        .addObject()
                        .put("before", named(former(comparison, before)))
                        .set(
                                "after",
                                names(after.stream()
                                        .map(id -> now(comparison, id))
                                        .toList()));
            case Change.Merged(List<Integer> before, int after) -> {
                ObjectNode merged = answer.withArray("merged").addObject();
                merged.set(
                        "before",
                        names(before.stream().map(id -> former(comparison, id)).toList()));
                merged.put("after", named(now(comparison, after)));
            }
        }
    }

    private static ObjectNode continued(ClusterRecord before, ClusterRecord after, double agreement, Change.By by) {
        ObjectNode row = Answers.object();
        row.put("before_id", before.clusterId());
        row.put("after_id", after.clusterId());
        row.put("title", Answers.title(after.title()));
        row.put("items_before", before.size());
        row.put("items_after", after.size());
        ObjectNode was = MetricsJson.of(before.metrics());
        ObjectNode is = MetricsJson.of(after.metrics());
        for (String figure : List.of("share", "avg_cost_usd", "avg_latency_s", "error_rate")) {
            if (was.has(figure) && is.has(figure)) {
                double change = is.get(figure).doubleValue() - was.get(figure).doubleValue();
                row.set(figure, is.get(figure));
                row.put(figure + "_change", Math.round(change * 1e6) / 1e6);
            }
        }
        row.put("matched_by", by == Change.By.ITEMS ? "items" : "meaning");
        row.put("agreement", Math.round(agreement * 100) / 100.0);
        return row;
    }

    /// Long lists lose their least telling rows.
    private static void cut(ObjectNode answer) {
        int left = 0;
        for (String list : List.of("new", "gone", "grown", "shrunk", "steady")) {
            ArrayNode rows = answer.withArray(list);
            while (rows.size() > MOST) {
                rows.remove(rows.size() - 1);
                left++;
            }
        }
        if (left > 0) {
            answer.put("more", left + " smaller changes are not shown; get_clusters has every cluster of either run");
        }
    }

    private static ArrayNode names(List<ClusterRecord> clusters) {
        ArrayNode names = Answers.object().arrayNode();
        clusters.forEach(cluster -> names.add(named(cluster)));
        return names;
    }

    private static String named(ClusterRecord cluster) {
        return cluster.clusterId() + ": " + Answers.title(cluster.title()) + " (" + cluster.size() + " items)";
    }

    private static ClusterRecord former(RunComparison comparison, int id) {
        return known(comparison.before().get(id));
    }

    private static ClusterRecord now(RunComparison comparison, int id) {
        return known(comparison.after().get(id));
    }

    private static ClusterRecord known(@Nullable ClusterRecord cluster) {
        return Objects.requireNonNull(cluster, "a change names a cluster that its run does not have");
    }
}
