package dev.tracemap.run;

import dev.tracemap.score.Rubric;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Filter;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What is asked of the stages outside a run: whether inputs can be run, what they would cost, one item's summary.
final class Asking {
    private static final Instant END_OF_TIME = Instant.parse("9000-01-01T00:00:00Z");

    private final Store store;
    private final Models models;
    private final List<Rubric> rubrics;
    private final Sources sources;
    private final SampleStage sample;
    private final SummarizeStage summarize;
    private final InstantSource clock;

    Asking(
            Store store,
            Models models,
            List<Rubric> rubrics,
            Sources sources,
            SampleStage sample,
            SummarizeStage summarize,
            InstantSource clock) {
        this.store = store;
        this.models = models;
        this.rubrics = rubrics;
        this.sources = sources;
        this.sample = sample;
        this.summarize = summarize;
        this.clock = clock;
    }

    /// Refuses inputs that are well formed but cannot be run here.
    ///
    /// @return the inputs; with a scope, at the level and in the window of the run that it names
    /// @throws IllegalArgumentException saying what can be
    RunInputs check(long teamId, RunInputs inputs) {
        Axis.parse(inputs.axis())
                .check(models.settings().summary().with(inputs.summary()).questions(), models.present());
        if (inputs.source() != null) {
            sources.named(inputs.source());
        }
        RunInputs.Scope scope = inputs.scope();
        if (scope == null) {
            return inputs;
        }
        RunRecord run = store.run(teamId, scope.runId())
                .filter(named -> named.status() == RunRecord.Status.COMPLETE)
                .orElseThrow(() -> new IllegalArgumentException("scope: there is no complete run '" + scope.runId()
                        + "'; list_runs (or `./tracemap runs`) shows them"));
        List<Integer> clusters = store.clusters(run.runId()).stream()
                .map(ClusterRecord::clusterId)
                .sorted()
                .toList();
        if (!clusters.contains(scope.clusterId())) {
            throw new IllegalArgumentException("scope: run " + run.runId() + " has no cluster " + scope.clusterId()
                    + "; its clusters are " + clusters);
        }
        return inputs.within(run.level(), new RunInputs.Window(run.windowStart(), run.windowEnd()));
    }

    Estimate estimate(long teamId, RunInputs inputs, Instant now) {
        RunInputs checked = check(teamId, inputs);
        if (checked.source() != null) {
            throw new IllegalArgumentException("source: what lies there cannot be estimated before it is read; run it"
                    + " with a small max_samples first, then estimate without source");
        }
        List<ItemRef> items = sample.items(teamId, checked, checked.window(now));
        return new Estimating(store, models, teamId, checked.summary(), rubrics).of(items, clock);
    }

    /// @param traceId whole
    Optional<TraceSummary> summarize(long teamId, String traceId) {
        ModelWork work = models.begin(teamId, "trace:" + traceId);
        ItemQuery query = new ItemQuery(
                teamId,
                Level.TRACE,
                Instant.EPOCH,
                END_OF_TIME,
                List.of(new Filter("trace_id", Filter.Operator.EXACT, List.of(traceId))),
                null,
                0);
        ItemReading.Read read = summarize.reading(teamId, null, work).read(store.items(query), _ -> {});
        List<String> notes = new ArrayList<>(read.notes());
        if (work.summarizer().isEmpty()) {
            notes.add("there is no chat model to ask (OPENAI_API_KEY is not set, or privacy is offline)");
        }
        return read.digests().stream()
                .findFirst()
                .map(digest -> new TraceSummary(digest.summary(), digest.summarizer(), digest.modelFacets(), notes));
    }

    int readAhead(ItemQuery query) {
        List<ItemRef> items = store.items(query);
        if (!items.isEmpty()) {
            ModelWork work = models.begin(query.teamId(), "reading:" + query.from());
            summarize.reading(query.teamId(), null, work).read(items, _ -> {});
        }
        return items.size();
    }
}
