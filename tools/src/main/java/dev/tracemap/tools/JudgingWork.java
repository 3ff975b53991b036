package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.Judging;
import dev.tracemap.score.Rubric;
import dev.tracemap.store.RunRecord;
import dev.tracemap.text.NumberedText;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Item;
import java.util.List;
import java.util.stream.Collectors;

/// Hands the connected agent sampled items that are still to be judged by a rubric, a few at a time.
final class JudgingWork {
    /// Characters of all texts of an answer together, those of other scripts counted as they weigh.
    private static final int BUDGET = 13_000;

    private JudgingWork() {}

    /// @throws BadArgument naming the rubrics there are
    static Rubric rubric(Desk desk, String name) {
        Judging judging = desk.runs().judging();
        return judging.rubric(name)
                .orElseThrow(() -> new BadArgument("there is no rubric '" + Untrusted.line(name, 60) + "'; "
                        + (judging.rubrics().isEmpty()
                                ? "tracemap.yaml has none. Add one under rubrics: {name, question, scale: boolean or"
                                        + " 1-5} and start again"
                                : "there are: "
                                        + judging.rubrics().stream()
                                                .map(Rubric::name)
                                                .collect(Collectors.joining(", ")))));
    }

    static ToolResult answer(Desk desk, Arguments arguments, RunRecord run, Rubric rubric) {
        int limit = arguments.whole("limit", 4, 1, 20);
        List<Integer> among = arguments.wholes("cluster_ids", "[3, 7]");
        Judging.Work work =
                desk.runs().judging().open(run, rubric, cluster -> among.isEmpty() || among.contains(cluster), limit);
        ObjectNode answer = Answers.object();
        answer.put("run_id", run.runId());
        answer.put("question", rubric.question());
        answer.put("scale", rubric.scale().wire());
        answer.put("left", work.left());
        ArrayNode items = answer.putArray("items");
        for (Judging.Open open : work.items()) {
            items.addObject()
                    .put("item_id", Answers.id(open.item().id()))
                    .put("cluster_id", open.clusterId())
                    .put(
                            "text",
                            String.join(
                                    "\n",
                                    Untrusted.fence(
                                            text(open.item(), BUDGET / limit).lines())));
        }
        answer.put("next_step", nextStep(run, rubric, work));
        desk.pages().run(run.runId()).ifPresent(url -> answer.put("url", url));
        answer.put("note", Untrusted.NOTE);
        return Answers.answer(answer);
    }

    private static NumberedText text(Item item, int budget) {
        NumberedText text = TraceText.render(item, budget);
        int weight = Answers.weight(text.text());
        return weight <= budget ? text : TraceText.render(item, Math.max(400, (int) ((long) budget * budget / weight)));
    }

    private static String nextStep(RunRecord run, Rubric rubric, Judging.Work work) {
        if (work.items().isEmpty()) {
            return "All are judged. get_clusters {\"response_format\": \"detailed\"} shows the rates.";
        }
        return "Judge each by what happened, then set_cluster_labels {\"run_id\": \"" + run.runId()
                + "\", \"scores\": [{\"item_id\": \"…\", \"rubric\": \"" + rubric.name() + "\", \"score\": "
                + (rubric.scale() == Rubric.Scale.BOOLEAN ? "true" : "4")
                + ", \"reason\": \"one line\"}]}; then call this again for the next ones.";
    }
}
