package dev.tracemap.tools;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.metrics.MetricsJson;
import dev.tracemap.run.RunOutcomes;
import dev.tracemap.score.ScoreRate;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.RunRecord;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/// The pieces that several answers share.
final class Answers {
    private static final int TITLE = 120;
    private static final int ID = 200;
    private static final int ADVICE = 2_500;
    private static final List<String> CONCISE =
            List.of("share", "avg_cost_usd", "total_cost_usd", "items_without_cost", "avg_latency_s", "error_rate");

    private Answers() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /// Whatever a tool forgot to clean is cleaned here: no text leaves as it was recorded.
    static ToolResult answer(ObjectNode structured) {
        ObjectNode clean = Untrusted.clean(structured);
        return new ToolResult.Answer(TextView.of(clean), clean);
    }

    /// Runs a body and turns mistakes of the caller into advice.
    static Tool.Body advising(Function<Arguments, ToolResult> body) {
        return (arguments, call) -> advise(() -> body.apply(new Arguments(arguments)));
    }

    static ToolResult advise(Supplier<ToolResult> body) {
        try {
            return body.get();
        } catch (BadArgument | IllegalArgumentException e) {
            return new ToolResult.Advice(cut(Untrusted.clean(String.valueOf(e.getMessage()))));
        }
    }

    private static String cut(String advice) {
        return advice.length() <= ADVICE ? advice : advice.substring(0, ADVICE) + "…";
    }

    /// What identifies a run and says how it stands.
    static ObjectNode run(Desk desk, RunRecord run) {
        ObjectNode json = object();
        json.put("run_id", run.runId());
        desk.pages().run(run.runId()).ifPresent(url -> json.put("url", url));
        json.put("status", run.status().wire());
        json.put("level", run.level().wire());
        if (run.jobName() != null) {
            json.put("job", run.jobName());
        }
        json.put("window_start", run.windowStart().toString());
        json.put("window_end", run.windowEnd().toString());
        switch (run.status()) {
            case COMPLETE -> {
                json.put("items", run.items());
                json.put("clusters", run.clusters());
                json.put("noise", run.noise());
                json.put("seconds", run.seconds());
            }
            case FAILED -> {
                json.put("stage", run.stage());
                if (run.attempt() > 1) {
                    json.put("attempt", run.attempt());
                }
                json.put("error", Untrusted.line(String.valueOf(run.error()), 500));
            }
            case RUNNING, QUEUED -> {
                if (run.items() > 0) {
                    json.put("items", run.items());
                }
                json.put("stage", run.stage());
                json.put("stage_done", Math.round(run.progress() * 100) / 100.0);
                if (run.attempt() > 1) {
                    json.put("attempt", run.attempt());
                    json.put("last_error", Untrusted.line(String.valueOf(run.error()), 300));
                }
            }
            case CANCELLED -> json.put("stage", run.stage());
        }
        if (!run.warnings().isEmpty()) {
            ArrayNode warnings = json.putArray("warnings");
            run.warnings().forEach(warning -> warnings.add("- " + Untrusted.line(warning, 300)));
        }
        return json;
    }

    /// One row of a list of clusters.
    static ObjectNode clusterRow(ClusterRecord cluster) {
        ObjectNode row = object();
        row.put("cluster_id", cluster.clusterId());
        row.put("title", title(cluster.title()));
        row.put("items", cluster.size());
        figures(row, cluster.metrics());
        return row;
    }

    /// The figures that every row has room for.
    static void figures(ObjectNode row, ClusterMetrics all) {
        ObjectNode metrics = MetricsJson.of(all);
        CONCISE.stream().filter(metrics::has).forEach(name -> row.set(name, metrics.get(name)));
    }

    /// What rubrics say about a cluster, a line each; nothing where none was judged.
    static void scores(ObjectNode row, List<ScoreRate> rates, int clusterId) {
        rates.stream().filter(rate -> rate.clusterId() == clusterId).forEach(rate -> row.withArrayProperty("scores")
                .add("- " + rate.line()));
    }

    /// How the items of a cluster went, a line each, but for what rubrics say already.
    static void outcomes(ObjectNode row, RunOutcomes outcomes, List<ScoreRate> rates, int clusterId) {
        outcomes.in(clusterId).stream()
                .filter(outcome ->
                        rates.stream().noneMatch(rate -> rate.rubric().equals(outcome.outcome())))
                .forEach(outcome -> row.withArrayProperty("outcomes").add("- " + Untrusted.line(outcome.line(), 200)));
    }

    /// An id that came with a trace. Long or odd ones are cut or made visible; a prefix still finds the trace.
    static String id(String id) {
        return Untrusted.line(id, ID);
    }

    /// About how much of an agent's context a text takes: one for a letter of English, four for one of most others.
    static int weight(String text) {
        return text.codePoints().map(point -> point < 0x80 ? 1 : 4).sum();
    }

    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static String title(String title) {
        return Untrusted.line(title, TITLE);
    }

    /// @param next where the following page begins; nothing is said on the last page
    static void page(ObjectNode answer, int shown, int next, int total, String narrower) {
        if (next < total) {
            answer.put("next_cursor", String.valueOf(next));
            answer.put("more", shown + " of " + total + " shown; pass cursor for the next ones, or " + narrower);
        }
    }

    static int cursor(Arguments arguments) {
        return arguments.whole("cursor", 0, 0, Integer.MAX_VALUE);
    }
}
