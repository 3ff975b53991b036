package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.score.Rubric;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The stages of a run, in the order in which they are done: sample, summarize, embed, cluster, rest, lineage,
/// assign, label, hierarchy, audit where others will see it, score, drivers, emit.
///
/// What a stage has finished is stored before the next begins, so doing it again is cheap.
public final class Stages {
    private final Store store;
    private final Models models;
    private final List<Rubric> rubrics;
    private final InstantSource clock;
    private final Asking asking;
    private final Searching searching;
    private final Sighting sighting;
    private final Stage<List<ItemRef>> sample;
    private final List<Stage<?>> between;
    private final Stage<RunRecord> emit;

    /// @param embedder in process; a remote model of `models` comes before it
    /// @param rubrics by which a sample of every cluster is judged
    /// @param sources from which runs may take traces
    public Stages(
            Store store, Embedder embedder, Models models, List<Rubric> rubrics, Sources sources, InstantSource clock) {
        this.store = store;
        this.models = models;
        this.rubrics = List.copyOf(rubrics);
        this.clock = clock;
        SampleStage sample = new SampleStage(store, sources);
        SummarizeStage summarize = new SummarizeStage(store, sample, clock);
        Stage<Embedded> embed = new EmbedStage(store, embedder, summarize);
        Stage<Clustering> cluster = new ClusterStage(embed);
        Stage<Optional<RestStage.Rest>> rest = new RestStage(store, sample, summarize, embed, cluster);
        Stage<LineageStage.Descent> lineage = new LineageStage(store, embed, cluster, clock);
        Stage<AssignStage.Carried> assign = new AssignStage(store, embed, rest, lineage);
        Stage<LabelStage.Named> label = new LabelStage(store, embed, lineage, clock);
        Stage<Overview> hierarchy = new HierarchyStage(embed, lineage, label);
        Optional<Stage<ObjectNode>> score = rubrics.isEmpty()
                ? Optional.empty()
                : Optional.of(new ScoreStage(store, this.rubrics, embed, label, clock));
        Optional<Stage<ObjectNode>> audit =
                models.settings().audited() ? Optional.of(new AuditStage(label, hierarchy)) : Optional.empty();
        this.sample = sample;
        this.between = new ArrayList<>(List.of(summarize, embed, cluster, rest, lineage, assign, label, hierarchy));
        audit.ifPresent(between::add);
        score.ifPresent(between::add);
        between.add(new DriversStage(store, embed, label));
        this.emit = new EmitStage(
                store,
                models.settings().privacy(),
                new EmitStage.Before(summarize, embed, lineage, assign, label, hierarchy, audit, score),
                clock);
        this.asking = new Asking(store, models, this.rubrics, sources, sample, summarize, clock);
        this.searching = new Searching(store, embedder, models);
        this.sighting = new Sighting(store, embedder, models, clock);
    }

    /// Without sources.
    public Stages(Store store, Embedder embedder, Models models, List<Rubric> rubrics, InstantSource clock) {
        this(store, embedder, models, rubrics, Sources.NONE, clock);
    }

    /// Without rubrics.
    public Stages(Store store, Embedder embedder, Models models, InstantSource clock) {
        this(store, embedder, models, List.of(), clock);
    }

    /// Works without models.
    public Stages(Store store, Embedder embedder, InstantSource clock) {
        this(store, embedder, Models.none(store, clock), clock);
    }

    RunRecord run(LiveRun live) {
        RunRecord run = live.record();
        RunInputs inputs = RunInputs.parse(run.inputs());
        RunState state = new RunState(live, inputs, models.begin(run.teamId(), run.runId(), inputs.summary()));
        int items = state.make(sample, 0).size();
        between.forEach(stage -> state.make(stage, items));
        return state.make(emit, items);
    }

    /// What is asked outside a run.
    Asking asking() {
        return asking;
    }

    /// Looks for items by meaning.
    Searching searching() {
        return searching;
    }

    /// Reads and places items for monitors.
    Sighting sighting() {
        return sighting;
    }

    Judging judging() {
        return new Judging(store, rubrics, clock);
    }

    Redactor redactor() {
        return models.settings().redactor();
    }
}
