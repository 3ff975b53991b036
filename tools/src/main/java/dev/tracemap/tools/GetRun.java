package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/// How a run stands; waits for it when asked to.
final class GetRun {
    static final int MOST_WAIT = 300;
    private static final int TOP = 12;

    private GetRun() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "get_run",
                "State of a run",
                "Shows how a run stands: status, stage, counts, what was asked for and what was chosen automatically, and,"
                        + " once complete, its largest clusters. With wait_seconds it waits for a running one to end.",
                new Schema()
                        .text("run_id", Desk.RUN_ID)
                        .whole("wait_seconds", "Default 0, at most " + MOST_WAIT)
                        .input(),
                new Schema()
                        .object("run", "")
                        .object("params", "")
                        .objects("clusters", "")
                        .text("more", "")
                        .text("next_step", "")
                        .text("note", "")
                        .required("run")
                        .output(),
                Tool.Behaviour.READ,
                (json, call) -> Answers.advise(() -> {
                    Arguments arguments = new Arguments(json);
                    int seconds = arguments.whole("wait_seconds", 0, 0, MOST_WAIT);
                    ObjectNode answer = state(desk, await(desk, desk.run(arguments), seconds, call));
                    return Answers.answer(answer);
                }));
    }

    static RunRecord await(Desk desk, RunRecord run, int seconds, Call call) {
        try {
            return desk.runs().await(run.teamId(), run.runId(), Duration.ofSeconds(seconds), now -> {
                call.progress(overall(now), now.stage());
                return !call.abandoned();
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return desk.runs().find(run.teamId(), run.runId()).orElse(run);
        }
    }

    static ObjectNode state(Desk desk, RunRecord run) {
        ObjectNode answer = Answers.object();
        ObjectNode row = Answers.run(desk, run);
        answer.set("run", row);
        if (run.status() == Status.COMPLETE) {
            answer.set("params", run.inputs());
            List<ClusterRecord> clusters = desk.clusters(run);
            ArrayNode rows = answer.putArray("clusters");
            clusters.stream().limit(TOP).map(Answers::clusterRow).forEach(rows::add);
            if (clusters.size() > TOP) {
                answer.put(
                        "more",
                        TOP + " of " + clusters.size() + " clusters shown, largest first; get_clusters has all");
            }
            answer.put("note", Untrusted.NOTE);
        } else if (!run.isOver()) {
            secondsLeft(run, desk.clock().instant()).ifPresent(left -> row.put("seconds_left", left));
            answer.put(
                    "next_step",
                    "Still at work. Call get_run {\"run_id\": \"" + run.runId()
                            + "\", \"wait_seconds\": 25} to wait on; it survives a restart.");
        }
        return answer;
    }

    /// By the pace so far; nothing while too little is behind.
    private static OptionalLong secondsLeft(RunRecord run, Instant now) {
        double done = overall(run);
        double spent = Duration.between(run.createdAt(), now).toMillis() / 1000.0;
        return done < 0.1 ? OptionalLong.empty() : OptionalLong.of(Math.round(spent * (1 - done) / done));
    }

    /// The stages of a run and how much of the whole lies behind each when it begins, by experience with mixed data.
    private static double overall(RunRecord run) {
        double[] span =
                switch (run.stage().split(":", 2)[0]) {
                    case "summarize" -> new double[] {0.05, 0.3};
                    case "embed" -> new double[] {0.3, 0.7};
                    case "cluster" -> new double[] {0.7, 0.95};
                    case "rest", "lineage", "assign", "label", "hierarchy", "score", "drivers", "emit" ->
                        new double[] {0.95, 1};
                    case "complete" -> new double[] {1, 1};
                    default -> new double[] {0, 0.05};
                };
        return span[0] + (span[1] - span[0]) * run.progress();
    }
}
