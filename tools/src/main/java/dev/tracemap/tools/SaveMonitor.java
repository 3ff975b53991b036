package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.MonitorRule;
import dev.tracemap.run.Monitors;
import dev.tracemap.store.MonitorRecord;
import dev.tracemap.store.RunRecord;
import java.util.List;

/// Watches for a cluster from now on.
final class SaveMonitor {
    private static final List<String> RULES = List.of("auto", "centroid", "readable");

    private SaveMonitor() {}

    static Tool tool(Desk desk) {
        return new Tool(
                "save_monitor",
                "Watch for a cluster",
                "Makes a rule of a cluster and tests it on history it was not fitted to; saved, it judges new traces."
                        + " try_only tests without saving; delete ends one.",
                new Schema()
                        .whole("cluster_id", "")
                        .text("run_id", Desk.RUN_ID)
                        .text("name", "Default: the cluster's title")
                        .word("rule", RULES, "Default auto: what does better on history")
                        .flag("try_only", "")
                        .text("delete", "A monitor_id")
                        .input(),
                new Schema()
                        .object("monitor", "")
                        .object("back_test", "")
                        .text("deleted", "")
                        .text("next_step", "")
                        .text("note", "")
                        .output(),
                Tool.Behaviour.WRITE,
                Answers.advising(arguments -> Answers.answer(answer(desk, arguments))));
    }

    private static ObjectNode answer(Desk desk, Arguments arguments) {
        Monitors monitors = new Monitors(desk.store(), desk.clock());
        String gone = arguments.text("delete");
        if (gone != null) {
            return Answers.object()
                    .put("deleted", monitors.delete(desk.teamId(), gone).monitorId());
        }
        RunRecord run = desk.completeRun(arguments);
        int cluster = arguments.required("cluster_id", arguments.whole("cluster_id", 0, Integer.MAX_VALUE), "3");
        String rule = arguments.word("rule", RULES);
        Monitors.Wish wish = new Monitors.Wish(
                cluster, arguments.text("name"), rule.equals("auto") ? null : MonitorRule.By.fromWire(rule));
        boolean trial = arguments.flag("try_only");
        MonitorRecord monitor = trial ? monitors.test(run, wish) : monitors.save(run, wish);
        ObjectNode answer = Answers.object();
        ObjectNode row = MonitorRows.row(monitor);
        if (trial) {
            row.remove("monitor_id");
        }
        answer.set("monitor", row);
        answer.set("back_test", MonitorRows.test(monitor));
        answer.put(
                "next_step",
                trial
                        ? "Not saved. Leave try_only out to save it; get_trace shows what is wrong or missed."
                        : "list_monitors {\"monitor_id\": \"" + monitor.monitorId()
                                + "\"} shows hits, and with export the rule as SQL or as a guardrail.");
        return answer.put("note", Untrusted.NOTE);
    }
}
