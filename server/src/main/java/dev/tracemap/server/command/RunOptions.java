package dev.tracemap.server.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The run inputs as options, under the same names with hyphens.
final class RunOptions {
    @Option(names = "--level", description = "What is clustered: trace (default), generation or session.")
    @Nullable
    String level;

    @Option(names = "--lookback-days", description = "How far back from now the window begins; default 7.")
    @Nullable
    BigDecimal lookbackDays;

    @Option(names = "--from", description = "Begin of the window, e.g. 2026-11-20 or 2026-11-20T08:00:00Z.")
    @Nullable
    String from;

    @Option(names = "--to", description = "End of the window, exclusive.")
    @Nullable
    String to;

    @Option(names = "--max-samples", description = "At most this many items, or 'all'; default 5000.")
    @Nullable
    String maxSamples;

    @Option(
            names = "--sample-by",
            paramLabel = "WHAT",
            description =
                    "Fair to every user or session, or a share of each model or tool: user, session, model, tool.")
    @Nullable
    String sampleBy;

    @Option(
            names = "--filter",
            paramLabel = "'PROPERTY OP VALUE'",
            description = "Only items with an event for which this holds, e.g. 'model = gpt-5', 'latency > 10', "
                    + "'span_name icontains search', 'provider in openai,google', 'error is_set'. Repeatable.")
    List<String> filters = new ArrayList<>();

    @Option(names = "--scope", paramLabel = "RUN:CLUSTER", description = "Only the members of a cluster of a run.")
    @Nullable
    String scope;

    @Option(
            names = "--meaning",
            paramLabel = "TEXT",
            description = "Only items that are about this, by embedding; also --filter 'meaning = TEXT'.")
    @Nullable
    String meaning;

    @Option(
            names = "--axis",
            description = "summary, intent, behavior, failure or a facet; or summary:2+behavior:1. Default: summary.")
    @Nullable
    String axis;

    @Option(
            names = "--instructions",
            paramLabel = "TEXT",
            description = "What summaries by a model are to mind, beside what is configured.")
    @Nullable
    String instructions;

    @Option(
            names = "--source",
            paramLabel = "NAME",
            description = "Take the traces from this database, named under sources in tracemap.yaml.")
    @Nullable
    String source;

    @Option(names = "--run-label", description = "Ends the run's id; [a-z0-9-].")
    @Nullable
    String runLabel;

    /// What was given, under the names of the contract.
    ///
    /// @throws IllegalArgumentException for a filter, scope or sample size that cannot be read
    void addTo(ObjectNode inputs) {
        put(inputs, "level", level);
        if (lookbackDays != null) {
            inputs.put("lookback_days", lookbackDays);
        }
        put(inputs, "from", from);
        put(inputs, "to", to);
        put(inputs, "sample_by", sampleBy);
        put(inputs, "meaning", meaning);
        put(inputs, "axis", axis);
        put(inputs, "source", source);
        put(inputs, "run_label", runLabel);
        if (instructions != null) {
            inputs.putObject("summary").put("instructions", instructions);
        }
        if (maxSamples != null) {
            addSamples(inputs, maxSamples);
        }
        for (String filter : filters) {
            inputs.withArray("filters").add(FilterText.parse(filter));
        }
        if (scope != null) {
            addScope(inputs, scope);
        }
    }

    private static void put(ObjectNode inputs, String name, @Nullable String value) {
        if (value != null) {
            inputs.put(name, value);
        }
    }

    private static void addSamples(ObjectNode inputs, String given) {
        if (given.equals("all")) {
            inputs.put("max_samples", "all");
        } else {
            inputs.put("max_samples", whole(given, "--max-samples takes a whole number or 'all', not '" + given + "'"));
        }
    }

    private static void addScope(ObjectNode inputs, String given) {
        String usage = "--scope takes RUN:CLUSTER such as 1_trace_20261120_101500:3, not '" + given + "'";
        int colon = given.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(usage);
        }
        inputs.putObject("scope")
                .put("run_id", given.substring(0, colon))
                .put("cluster_id", whole(given.substring(colon + 1), usage));
    }

    private static int whole(String given, String usage) {
        try {
            return Integer.parseInt(given);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(usage, e);
        }
    }
}
