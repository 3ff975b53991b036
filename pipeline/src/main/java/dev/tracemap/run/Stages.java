package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.Cap;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.score.Rubric;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The stages of a run, in the order in which they are done: sample, summarize, embed, cluster, rest, lineage,
/// assign, label, hierarchy, audit where others will see it, score, drivers, emit.
///
/// What a stage has finished is stored before the next begins, so doing it again is cheap.
public final class Stages {
    private final Store store;
    private final Models models;
    private final List<Rubric> rubrics;
    private final InstantSource clock;
    private final Pace pace;
    private final Asking asking;
    private final Searching searching;
    private final Sighting sighting;
    private final Stage<List<ItemRef>> sample;
    private final Stage<?> rest;
    private final List<Stage<?>> order;

    /// @param embedder in process; a remote model of `models` comes before it
    /// @param rubrics by which a sample of every cluster is judged
    /// @param sources from which runs may take traces
    public Stages(
            Store store, Embedder embedder, Models models, List<Rubric> rubrics, Sources sources, InstantSource clock) {
        this(store, embedder, models, rubrics, sources, Stage::policy, clock);
    }

    /// Says how long a stage may take and how often it is tried.
    @FunctionalInterface
    interface Pace {
        StagePolicy of(Stage<?> stage);
    }

    /// @param pace in the place of the stages' own policies
    Stages(
            Store store,
            Embedder embedder,
            Models models,
            List<Rubric> rubrics,
            Sources sources,
            Pace pace,
            InstantSource clock) {
        this.store = store;
        this.pace = pace;
        this.models = models;
        this.rubrics = List.copyOf(rubrics);
        this.clock = clock;
        SampleStage sample = new SampleStage(store, sources, clock);
        SummarizeStage summarize = new SummarizeStage(store, sample, clock);
        Stage<Embedded> embed = new EmbedStage(store, embedder, summarize);
        Stage<Clustering> cluster = new ClusterStage(embed);
        Stage<Optional<RestStage.Rest>> rest = new RestStage(store, sample, summarize, embed, cluster);
        Stage<LineageStage.Descent> lineage = new LineageStage(store, embed, cluster, clock);
        Stage<AssignStage.Carried> assign = new AssignStage(store, embed, rest, lineage);
        Stage<LabelStage.Named> label = new LabelStage(store, embed, lineage, clock);
        Stage<Overview> hierarchy = new HierarchyStage(store, embed, lineage, label);
        Optional<Stage<ObjectNode>> score = rubrics.isEmpty()
                ? Optional.empty()
                : Optional.of(new ScoreStage(store, this.rubrics, embed, label, clock));
        Optional<Stage<ObjectNode>> audit =
                models.settings().audited() ? Optional.of(new AuditStage(label, hierarchy)) : Optional.empty();
        this.sample = sample;
        this.rest = rest;
        List<Stage<?>> before =
                new ArrayList<>(List.of(sample, summarize, embed, cluster, rest, lineage, assign, label, hierarchy));
        audit.ifPresent(before::add);
        score.ifPresent(before::add);
        before.add(new DriversStage(store, embed, label));
        Stage<RunRecord> emit = new EmitStage(
                store,
                models.settings().privacy(),
                new EmitStage.Before(summarize, embed, lineage, assign, label, hierarchy, audit, score),
                before,
                clock);
        this.order = Stream.concat(before.stream(), Stream.of(emit)).toList();
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

    /// In the order in which they are done.
    List<Stage<?>> order() {
        return order;
    }

    /// What a run has made so far.
    RunState begin(LiveRun live) {
        RunState state = new RunState(store, models, live);
        // It changes what stages before it have made.
        state.isMade(rest);
        return state;
    }

    /// Does what is still to be done of a run, up to the end.
    void run(LiveRun live) {
        RunState state = begin(live);
        int items = state.make(sample, policy(sample)).size();
        order.forEach(stage -> state.make(stage, policy(stage).forItems(items)));
    }

    StagePolicy policy(Stage<?> stage) {
        return pace.of(stage);
    }

    /// How many items a run is about; 0 before that is known.
    int items(RunState state) {
        return state.isMade(sample) ? state.of(sample).size() : 0;
    }

    /// Into which slices the items of a run are cut for stages whose work can be spread; none where it may not be.
    /// Batches are cheaper together, and a budget is counted in one place.
    List<Slice> slices(RunState state) {
        boolean together = models.present()
                && (models.settings().limits().batchFrom() > 0
                        || !models.settings().perRun().equals(Cap.NONE));
        return together ? List.of() : Slice.of(state.of(sample).size());
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
