package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.BeforeAfter;
import dev.tracemap.insight.Mix;
import dev.tracemap.insight.Shift;
import dev.tracemap.insight.Shift.Measure;
import dev.tracemap.run.RunSplit;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What differs between two parts of one run, a line for each difference that holds.
final class SplitAnswer {
    private static final int MOST = 20;

    private SplitAnswer() {}

    static ToolResult of(Desk desk, RunRecord run, String splitBy) {
        RunSplit split = RunSplit.of(desk.store(), run, splitBy);
        BeforeAfter compared = split.compared();
        Map<Integer, String> titles = desk.clusters(run).stream()
                .collect(Collectors.toMap(ClusterRecord::clusterId, cluster -> Answers.title(cluster.title())));
        ObjectNode answer = Answers.object();
        answer.set("before", side(run, split.before(), compared.itemsBefore()));
        answer.set("after", side(run, split.after(), compared.itemsAfter()));
        List<Shift> shares = compared.called(Measure.SHARE);
        put(
                answer,
                "new",
                shares.stream().filter(shift -> shift.membersBefore() == 0).toList(),
                titles);
        put(
                answer,
                "gone",
                shares.stream().filter(shift -> shift.membersAfter() == 0).toList(),
                titles);
        List<Shift> both = shares.stream()
                .filter(shift -> shift.membersBefore() > 0 && shift.membersAfter() > 0)
                .toList();
        put(answer, "grown", both.stream().filter(shift -> shift.effect() > 0).toList(), titles);
        put(answer, "shrunk", both.stream().filter(shift -> shift.effect() < 0).toList(), titles);
        answer.putArray("metrics");
        List.of(Measure.ERROR_RATE, Measure.LATENCY, Measure.COST)
                .forEach(measure -> put(answer, "metrics", compared.called(measure), titles));
        compared.overall().stream().map(Mix::line).forEach(answer.putArray("overall")::add);
        desk.pages().run(run.runId()).ifPresent(url -> answer.put("url", url));
        answer.put("note", Untrusted.NOTE);
        return Answers.answer(answer);
    }

    private static ObjectNode side(RunRecord run, String part, int items) {
        return Answers.object()
                .put("run_id", run.runId())
                .put("part", Untrusted.line(part, 200))
                .put("items", items);
    }

    private static void put(ObjectNode answer, String list, List<Shift> shifts, Map<Integer, String> titles) {
        answer.withArrayProperty(list);
        shifts.stream().limit(MOST).forEach(shift -> answer.withArrayProperty(list)
                .add("- cluster " + shift.clusterId() + " (" + titles.getOrDefault(shift.clusterId(), "") + "): "
                        + shift.line()));
    }
}
