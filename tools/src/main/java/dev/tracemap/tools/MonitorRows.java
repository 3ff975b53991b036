package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.BackTest;
import dev.tracemap.insight.MonitorAlert;
import dev.tracemap.insight.MonitorRule;
import dev.tracemap.insight.ReadableRule;
import dev.tracemap.run.Monitors;
import dev.tracemap.store.MonitorBook;
import dev.tracemap.store.MonitorRecord;
import java.util.List;

/// Monitors as JSON.
public final class MonitorRows {
    private static final int RULE = 400;

    private MonitorRows() {}

    /// What a monitor is, and what its back-test promised.
    public static ObjectNode row(MonitorRecord monitor) {
        ObjectNode row = Answers.object()
                .put("monitor_id", monitor.monitorId())
                .put("name", Answers.title(monitor.name()))
                .put("level", monitor.level().wire())
                .put("run_id", monitor.runId())
                .put("cluster_id", monitor.clusterId())
                .put("rule", monitor.rule().by().wire())
                .put("rule_text", Untrusted.line(monitor.rule().text(), RULE));
        BackTest.Figures promise = Monitors.promise(monitor);
        row.put("precision", rounded(promise.precision(), 1000));
        row.put("recall", rounded(promise.recall(), 1000));
        row.put("promised_per_day", rounded(monitor.test().perDay(), 10));
        return row;
    }

    /// With how it stands now.
    public static ObjectNode row(Monitors.Standing standing) {
        ObjectNode row = row(standing.monitor());
        row.put("state", standing.days().state().wire());
        row.put("hits_per_day", rounded(standing.days().perDay(), 10));
        row.put("hits_per_day_before", rounded(standing.days().perDayBefore(), 10));
        if (standing.days().failsMore()) {
            row.put("fails_more", true);
        }
        List<MonitorAlert> alerts = standing.monitor().standing().alerts();
        if (!alerts.isEmpty()) {
            row.set("last_alert", alert(alerts.getFirst()));
        }
        return row;
    }

    public static ObjectNode alert(MonitorAlert alert) {
        ObjectNode row = Answers.object()
                .put("at", alert.at().toString())
                .put("what", alert.failing() ? "fails_more" : alert.state().wire())
                .put("webhook", Answers.word(alert.delivery()));
        String trouble = alert.trouble();
        if (trouble != null) {
            row.put("trouble", Untrusted.line(trouble, RULE));
        }
        return row;
    }

    /// Both rules, and what each did on history.
    public static ObjectNode test(MonitorRecord monitor) {
        ObjectNode test = Answers.object().put("items", monitor.test().items());
        test.set("centroid", figures(monitor.test().centroid()));
        BackTest.Figures readable = monitor.test().readable();
        ReadableRule rule = monitor.rule().readable();
        if (readable != null && rule != null) {
            test.set(MonitorRule.By.READABLE.wire(), figures(readable));
            test.put("readable_text", Untrusted.line(rule.text(), RULE));
        }
        if (monitor.test().unsure() > 0) {
            test.put("unsure", monitor.test().unsure());
        }
        ids(test.putArray("hits"), monitor.test().hits());
        ids(test.putArray("wrong"), monitor.test().wrong());
        ids(test.putArray("missed"), monitor.test().missed());
        return test;
    }

    private static ObjectNode figures(BackTest.Figures figures) {
        return Answers.object()
                .put("members", figures.members())
                .put("hits", figures.hits())
                .put("correct", figures.correct())
                .put("precision", rounded(figures.precision(), 1000))
                .put("recall", rounded(figures.recall(), 1000));
    }

    private static void ids(ArrayNode array, List<String> ids) {
        ids.forEach(id -> array.add(Answers.id(id)));
    }

    public static ObjectNode hit(MonitorBook.Shown shown) {
        ObjectNode row = Answers.object()
                .put("item_id", Answers.id(shown.hit().itemId()))
                .put("title", Answers.title(shown.title()))
                .put("timestamp", shown.hit().timestamp().toString());
        if (shown.hit().failed()) {
            row.put("failed", true);
        }
        return row;
    }

    private static double rounded(double number, int steps) {
        return Math.round(number * steps) / (double) steps;
    }
}
