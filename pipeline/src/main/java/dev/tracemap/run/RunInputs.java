package dev.tracemap.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.ClusteringParams;
import dev.tracemap.store.Filter;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.SampleBy;
import dev.tracemap.summary.SummaryStyle;
import dev.tracemap.trace.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that can be said about a run, the same for command line, job and tool.
///
/// @param lookbackDays counted back from now; unused when `from` is given
/// @param to end of the window, exclusive; now when only `from` is given
/// @param maxSamples absent = the whole population
/// @param sampleBy what the sample is fair to; absent = every item has the same chance
/// @param scope only the items of one cluster of an earlier run; level and, unless `from` is given, window are that
///     run's
/// @param meaning only the items that are about this, judged by embedding among those that `maxSamples` takes
/// @param axis what is clustered along: `summary`, `intent`, `behavior`, `failure`, a facet's name, or several joined
///     with `+`, weighted as in `summary:2+behavior:1`
/// @param summary what is asked of summaries by a model beside what is configured
/// @param source a database of somebody else's, named in the configuration, from which the traces are taken
/// @param label ends the run id; `[a-z0-9-]`, at most 40 characters
public record RunInputs(
        Level level,
        double lookbackDays,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Integer maxSamples,
        @Nullable SampleBy sampleBy,
        List<Filter> filters,
        @Nullable Scope scope,
        @Nullable String meaning,
        String axis,
        ClusteringParams clustering,
        SummaryStyle.@Nullable Wish summary,
        @Nullable String source,
        @Nullable String label) {

    public static final double DEFAULT_LOOKBACK_DAYS = 7;
    public static final int DEFAULT_MAX_SAMPLES = 5_000;

    public static final RunInputs DEFAULT = new RunInputs(
            Level.TRACE,
            DEFAULT_LOOKBACK_DAYS,
            null,
            null,
            DEFAULT_MAX_SAMPLES,
            null,
            List.of(),
            null,
            null,
            "summary",
            ClusteringParams.DEFAULT,
            null,
            null,
            null);

    /// A cluster of an earlier run.
    public record Scope(String runId, int clusterId) {}

    /// When the items of a run began: `from` inclusive, `to` exclusive.
    public record Window(Instant from, Instant to) {}

    public RunInputs {
        filters = List.copyOf(filters);
        require(lookbackDays > 0 && lookbackDays <= 36_500, "lookback_days must be above 0 and at most 36500");
        require(maxSamples == null || maxSamples >= 1, "max_samples must be a whole number from 1, or \"all\"");
        require(to == null || from != null, "to needs from beside it");
        require(from == null || to == null || from.isBefore(to), "from must lie before to");
        require(
                meaning == null || (!meaning.isBlank() && meaning.length() <= 500),
                "meaning takes 1 to 500 characters");
        require(
                axis.matches(Axis.PATTERN + "(\\+" + Axis.PATTERN + ")*"),
                "axis '" + axis + "' is not known; it takes summary, intent, behavior, failure, a facet such as"
                        + " task_summary, or several with + and weights, such as summary:2+behavior:1");
        require(
                source == null || scope == null,
                "scope and source do not go together: what an earlier run took from a source is in the store");
        require(
                label == null || label.matches("[a-z0-9-]{1,40}"),
                "run_label takes lower-case letters, digits and hyphens, at most 40");
    }

    public RunInputs withLevel(Level other) {
        return with(other, from, to);
    }

    /// Where the items of an earlier run lie, unless a window was asked for.
    RunInputs within(Level other, Window window) {
        return from == null ? with(other, window.from(), window.to()) : with(other, from, to);
    }

    private RunInputs with(Level other, @Nullable Instant begin, @Nullable Instant end) {
        return new RunInputs(
                other,
                lookbackDays,
                begin,
                end,
                maxSamples,
                sampleBy,
                filters,
                scope,
                meaning,
                axis,
                clustering,
                summary,
                source,
                label);
    }

    public Window window(Instant now) {
        if (from != null) {
            return new Window(from, to == null ? now : to);
        }
        // The end is exclusive, and an event may carry the very millisecond of the call.
        Instant end = now.plusMillis(1);
        return new Window(end.minus(Duration.ofMillis((long) (lookbackDays * 86_400_000))), end);
    }

    /// @param inputs an object with the names of the contract; absent ones keep their default
    /// @throws IllegalArgumentException that names the key, what it takes and an example
    public static RunInputs parse(JsonNode inputs) {
        return RunInputsJson.parse(inputs);
    }

    /// Of a complete run, whose parameters hold more than its inputs.
    static RunInputs of(RunRecord run) {
        ObjectNode inputs = JsonNodeFactory.instance.objectNode();
        run.inputs().properties().stream()
                .filter(each -> RunInputsJson.KEYS.contains(each.getKey()))
                .forEach(each -> inputs.set(each.getKey(), each.getValue()));
        return parse(inputs);
    }

    public ObjectNode toJson() {
        return RunInputsJson.write(this, JsonNodeFactory.instance.objectNode());
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
