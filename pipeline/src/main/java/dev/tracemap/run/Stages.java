package dev.tracemap.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Clusterer;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.DocumentType;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.embedding.EmbeddingText;
import dev.tracemap.embedding.TextHash;
import dev.tracemap.insight.Driver;
import dev.tracemap.insight.Drivers;
import dev.tracemap.label.GroupLabels;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.RemoteEmbedder;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.score.Rubric;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Filter;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.summary.ExtractiveSummarizer;
import dev.tracemap.summary.ModelSummarizer;
import dev.tracemap.trace.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Takes one run through its stages: sample, read and summarise, embed, cluster, label, score, test what marks each
/// cluster, emit.
///
/// What a stage has finished is stored before the next begins, so doing it again is cheap.
public final class Stages {
    /// From this share on items in another language than the model's are worth a word.
    private static final double FOREIGN_SHARE = 0.2;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant END_OF_TIME = Instant.parse("9000-01-01T00:00:00Z");

    private final Store store;
    private final Embedder embedder;
    private final Models models;
    private final List<Rubric> rubrics;
    private final Sources sources;
    private final InstantSource clock;

    /// @param embedder in process; a remote model of `models` comes before it
    /// @param rubrics by which a sample of every cluster is judged
    /// @param sources from which runs may take traces
    public Stages(
            Store store, Embedder embedder, Models models, List<Rubric> rubrics, Sources sources, InstantSource clock) {
        this.store = store;
        this.embedder = embedder;
        this.models = models;
        this.rubrics = List.copyOf(rubrics);
        this.sources = sources;
        this.clock = clock;
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

    Judging judging() {
        return new Judging(store, rubrics, clock);
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
        RunInputs.Window window = checked.window(now);
        List<ItemRef> items = items(teamId, checked, checked.filters(), window.from(), window.to());
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
        ItemReading reading = reading(teamId, null, work);
        ItemReading.Read read = reading.read(store.items(query), _ -> {});
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
            reading(query.teamId(), null, work).read(items, _ -> {});
        }
        return items.size();
    }

    RunRecord run(LiveRun live) {
        RunRecord run = live.record();
        RunInputs inputs = RunInputs.parse(run.inputs());
        Stopwatch watch = new Stopwatch();
        ModelWork work = models.begin(run.teamId(), run.runId(), inputs.summary());

        List<ItemRef> sampled =
                live.stage("sample", StagePolicy.ITEMS, () -> watch.time("sample", () -> sample(live, inputs, work)));
        ItemReading.Read read = live.stage(
                "summarize", StagePolicy.ITEMS, () -> watch.time("summarize", () -> read(live, sampled, work)));
        Embedded embedded = live.stage(
                "embed",
                StagePolicy.ITEMS,
                () -> watch.time("embed", () -> embed(live, read.digests(), Axis.parse(inputs.axis()), work)));
        Embedded vectors = about(live, inputs, embedded, work);
        List<ItemDigest> digests = vectors.of();
        Clustering found = live.stage(
                "cluster",
                StagePolicy.COMPUTE.forItems(digests.size()),
                () -> Clusterer.cluster(
                        vectors.matrix(), inputs.clustering(), (stage, done) -> live.at("cluster: " + stage, done)));
        found.seconds().forEach((stage, seconds) -> watch.add("cluster: " + stage, seconds));
        Function<Clustering, Optional<Ancestry>> ancestors = which ->
                Ancestry.of(store, run, digests, which, vectors.by().model(), vectors.rendering(), vectors.matrix());
        Optional<Ancestry> asFound = ancestors.apply(found);
        Taxonomy.Edited edited = new Taxonomy(store, clock)
                .carried(run, asFound, digests, found, vectors.by().model(), vectors.matrix());
        Clustering clustering = edited.clustering();
        Optional<Ancestry> ancestry = clustering.equals(found) ? asFound : ancestors.apply(clustering);
        edited.notes().forEach(work::note);
        Naming naming = new Naming(store, live, work, ancestry, edited, clock);
        RunResult result = live.stage(
                "label",
                StagePolicy.LABEL,
                () -> watch.time("label", () -> RunResult.of(run, digests, clustering, naming::name)));
        Overview overview = live.stage(
                "hierarchy",
                StagePolicy.LABEL,
                () -> watch.time("hierarchy", () -> overview(run, inputs, result, clustering, vectors, work)));
        Scoring scoring = new Scoring(store, live, work, rubrics, clock);
        if (!rubrics.isEmpty()) {
            live.stage("score", StagePolicy.SCORE, () -> watch.time("score", () -> scoring.judge(digests, result)));
        }
        live.stage("drivers", StagePolicy.COMPUTE, () -> watch.time("drivers", () -> drive(run, digests, result)));
        warnOfLanguages(digests, vectors.by(), work);
        store.saveEdits(edited.edits());
        RunRecord complete = live.stage(
                "emit",
                StagePolicy.EMIT,
                () -> emit(
                        run,
                        inputs,
                        result,
                        overview,
                        clustering,
                        watch,
                        read,
                        vectors,
                        naming,
                        scoring,
                        ancestry,
                        work));
        // Edits that were made in the run before while this one was at work.
        ancestry.ifPresent(before -> new Taxonomy(store, clock).follow(before.before()));
        return complete;
    }

    /// Items with their vectors, and who made them.
    ///
    /// @param seen what the model sees of a text
    private record Embedded(
            List<ItemDigest> of, Matrix matrix, Embedder by, String rendering, UnaryOperator<String> seen) {}

    /// Only the items that are about what was asked for.
    private Embedded about(LiveRun live, RunInputs inputs, Embedded all, ModelWork work) {
        String meaning = inputs.meaning();
        if (meaning == null) {
            return all;
        }
        float[] wanted = all.by()
                .embed(List.of(meaning), _ -> Map.of(), _ -> {}, _ -> {})
                .getFirst();
        // What is joined of parts has no place for a sentence: there the summaries tell.
        Matrix told = all.matrix().columns() == wanted.length
                ? all.matrix()
                : embed(live, all.of(), Axis.parse(Axis.SUMMARY), all.by(), all.seen())
                        .matrix();
        int[] rows = Meaning.about(told, wanted);
        work.note(rows.length + " of " + all.of().size() + " items are about \"" + meaning
                + "\" and were clustered"
                + (inputs.maxSamples() == null || all.of().size() < inputs.maxSamples()
                        ? ""
                        : "; max_samples \"all\" looks through every item"));
        return new Embedded(
                Arrays.stream(rows).mapToObj(all.of()::get).toList(),
                all.matrix().picked(rows),
                all.by(),
                all.rendering(),
                all.seen());
    }

    private List<ItemRef> sample(LiveRun live, RunInputs inputs, ModelWork work) {
        RunRecord run = live.record();
        List<Filter> among = new ArrayList<>(inputs.filters());
        if (inputs.source() != null) {
            List<String> traces = sources.bring(
                    store,
                    run,
                    inputs.source(),
                    inputs.maxSamples(),
                    inputs.clustering().seed(),
                    work::note,
                    done -> live.at("sample", done));
            among.add(new Filter("trace_id", Filter.Operator.IN, traces));
        }
        List<ItemRef> items = items(run.teamId(), inputs, among, run.windowStart(), run.windowEnd());
        if (items.isEmpty()) {
            throw new RunFailed(EmptyWindow.explain(store, run, inputs));
        }
        return items;
    }

    private List<ItemRef> items(long teamId, RunInputs inputs, List<Filter> filters, Instant from, Instant to) {
        ItemQuery query = new ItemQuery(
                teamId,
                inputs.level(),
                from,
                to,
                filters,
                inputs.scope() == null ? inputs.maxSamples() : null,
                inputs.clustering().seed(),
                inputs.sampleBy());
        List<ItemRef> items = store.items(query);
        RunInputs.Scope scope = inputs.scope();
        if (scope != null) {
            Set<String> inCluster = store.memberships(scope.runId(), scope.clusterId(), 0, Integer.MAX_VALUE).stream()
                    .map(Membership::itemId)
                    .collect(Collectors.toCollection(HashSet::new));
            items = items.stream().filter(item -> inCluster.contains(item.id())).toList();
        }
        return items;
    }

    private ItemReading.Read read(LiveRun live, List<ItemRef> items, ModelWork work) {
        RunRecord run = live.record();
        ItemReading reading = reading(run.teamId(), run.runId(), work);
        ItemReading.Read read = reading.read(items, done -> live.at("summarize", done));
        read.notes().forEach(work::note);
        return read;
    }

    private ItemReading reading(long teamId, @Nullable String runId, ModelWork work) {
        return new ItemReading(
                store,
                teamId,
                runId,
                clock,
                work.summarizer().orElse(null),
                work.redactor().orElse(null));
    }

    private Embedded embed(LiveRun live, List<ItemDigest> digests, Axis axis, ModelWork work) {
        Optional<RemoteEmbedder> remote = work.embedder();
        if (remote.isPresent()) {
            try {
                return embed(live, digests, axis, embedder.with(remote.get()), work.outgoing());
            } catch (ModelFailure e) {
                // All or nothing: vectors of two models say nothing about each other.
                work.note(e.getMessage() + "; embedded in process with " + embedder.model() + " instead");
            }
        }
        return embed(live, digests, axis, embedder, UnaryOperator.identity());
    }

    /// @param seen what the model sees of a text. Vectors are kept by that, so one that was made of other text, in
    ///     another mode of privacy, is not taken for it.
    private Embedded embed(LiveRun live, List<ItemDigest> digests, Axis axis, Embedder by, UnaryOperator<String> seen) {
        if (axis.isText()) {
            return embed(live, digests, axis.rendering(), axis::text, by, seen);
        }
        List<Matrix> blocks = new ArrayList<>();
        for (Axis.Part part : axis.parts()) {
            Matrix texts =
                    embed(live, digests, part.rendering(), part::text, by, seen).matrix();
            blocks.add(part.vectors(texts, digests));
        }
        Matrix joined = AxisVectors.joined(
                blocks, axis.parts().stream().map(Axis.Part::weight).toList());
        Map<String, float[]> vectors = new LinkedHashMap<>();
        List<String> hashes = digests.stream()
                .map(digest -> TextHash.of(axis.rendering() + "\n" + seen.apply(axis.whole(digest))))
                .toList();
        for (int row = 0; row < hashes.size(); row++) {
            vectors.put(hashes.get(row), joined.picked(new int[] {row}).values());
        }
        store.saveVectors(by.model(), vectors);
        stand(live.record(), digests, axis.rendering(), by.model(), hashes);
        return new Embedded(digests, joined, by, axis.rendering(), seen);
    }

    private Embedded embed(
            LiveRun live,
            List<ItemDigest> digests,
            String rendering,
            Function<ItemDigest, String> text,
            Embedder by,
            UnaryOperator<String> seen) {
        String model = by.model();
        List<String> texts = digests.stream().map(text).map(seen).toList();
        List<float[]> vectors = by.embed(
                texts,
                hashes -> store.vectors(model, hashes),
                fresh -> store.saveVectors(model, fresh),
                done -> live.at("embed", (double) done / texts.size()));
        stand(
                live.record(),
                digests,
                rendering,
                model,
                texts.stream().map(TextHash::of).toList());
        return new Embedded(digests, matrix(vectors), by, rendering, seen);
    }

    /// Remembers which vector stands for which item.
    private void stand(RunRecord run, List<ItemDigest> digests, String rendering, String model, List<String> hashes) {
        Map<ItemRef, String> hashOf = new LinkedHashMap<>();
        for (int i = 0; i < digests.size(); i++) {
            hashOf.put(digests.get(i).item(), hashes.get(i));
        }
        store.saveEmbeddings(run.teamId(), DocumentType.of(run.level()).wire(), rendering, model, hashOf);
    }

    private static Overview overview(
            RunRecord run,
            RunInputs inputs,
            RunResult result,
            Clustering clustering,
            Embedded vectors,
            ModelWork work) {
        return Overview.of(
                run,
                result,
                vectors.of(),
                clustering,
                vectors.matrix(),
                texts -> named(vectors.by(), texts, work),
                inputs.clustering().threads(),
                GroupLabels::of);
    }

    /// Vectors of names, which are not kept: names may change.
    private static Optional<Matrix> named(Embedder by, List<String> texts, ModelWork work) {
        try {
            return Optional.of(matrix(by.embed(texts, _ -> Map.of(), _ -> {}, _ -> {})));
        } catch (ModelFailure e) {
            work.note("the names of clusters were not embedded: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static void warnOfLanguages(List<ItemDigest> digests, Embedder by, ModelWork work) {
        Map<String, Long> foreign = digests.stream()
                .flatMap(digest -> digest.facets().languages().stream().limit(1))
                .filter(language -> !language.equals("en"))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        long items = foreign.values().stream().mapToLong(Long::longValue).sum();
        if (by.englishOnly() && items >= FOREIGN_SHARE * digests.size()) {
            work.note(Math.round(100.0 * items / digests.size()) + "% of the items are not in English ("
                    + String.join(", ", foreign.keySet()) + "), and the embedding model " + by.model()
                    + " reads only English: groups among them are less sure. Name a multilingual model under"
                    + " models.embedding in tracemap.yaml");
        }
    }

    List<Store.Similar> similar(long teamId, Level level, String text, Predicate<String> among, int limit) {
        boolean remote = models.present() && models.settings().model(ModelStage.EMBEDDING) != null;
        return remote
                ? similar(teamId, level, text, among, limit, models.begin(teamId, "search"))
                : similar(teamId, level, text, among, limit, embedder);
    }

    /// By the model that made the vectors of the runs: those of different models say nothing about each other.
    private List<Store.Similar> similar(
            long teamId, Level level, String text, Predicate<String> among, int limit, ModelWork work) {
        Embedder by = embedder.with(work.embedder().orElseThrow());
        return similar(teamId, level, work.outgoing().apply(text), among, limit, by);
    }

    private List<Store.Similar> similar(
            long teamId, Level level, String text, Predicate<String> among, int limit, Embedder by) {
        float[] vector = by.embed(
                        List.of(text),
                        hashes -> store.vectors(by.model(), hashes),
                        fresh -> store.saveVectors(by.model(), fresh),
                        _ -> {})
                .getFirst();
        return store.similar(
                teamId, DocumentType.of(level).wire(), EmbeddingText.RENDERING, by.model(), vector, among, limit);
    }

    /// Vectors of texts in the space of a run.
    ///
    /// @param model that made the run's vectors
    /// @throws IllegalArgumentException where another model is in use now
    List<float[]> embedded(long teamId, List<String> texts, String model) {
        ModelWork work = models.begin(teamId, "search");
        Embedder by = work.embedder().<Embedder>map(embedder::with).orElse(embedder);
        if (!by.model().equals(model)) {
            throw new IllegalArgumentException("the vectors of this run were made by " + model + ", and " + by.model()
                    + " is in use now: make a new run first");
        }
        List<String> seen = texts.stream().map(work.outgoing()).toList();
        return by.embed(seen, hashes -> store.vectors(model, hashes), _ -> {}, _ -> {});
    }

    Redactor redactor() {
        return models.settings().redactor();
    }

    private static Matrix matrix(List<float[]> vectors) {
        int columns = vectors.getFirst().length;
        float[] values = new float[vectors.size() * columns];
        for (int row = 0; row < vectors.size(); row++) {
            System.arraycopy(vectors.get(row), 0, values, row * columns, columns);
        }
        return new Matrix(vectors.size(), columns, values);
    }

    private int drive(RunRecord run, List<ItemDigest> digests, RunResult result) {
        List<Driver> drivers = Drivers.of(
                new FactsReading(store, run.teamId()).of(run.level(), digests),
                result.memberships().stream().mapToInt(Membership::clusterId).toArray());
        store.saveDrivers(run.runId(), drivers);
        return drivers.size();
    }

    private RunRecord emit(
            RunRecord run,
            RunInputs inputs,
            RunResult result,
            Overview overview,
            Clustering clustering,
            Stopwatch watch,
            ItemReading.Read read,
            Embedded vectors,
            Naming naming,
            Scoring scoring,
            Optional<Ancestry> ancestry,
            ModelWork work) {
        ObjectNode params = inputs.toJson();
        params.put("embedding_model", vectors.by().model());
        params.put("embedding_rendering", vectors.rendering());
        params.put("summarizer", work.summarizer().map(ModelSummarizer::version).orElse(ExtractiveSummarizer.VERSION));
        params.put("privacy", models.settings().privacy().wire());
        addModels(params, read, naming, work);
        if (!rubrics.isEmpty()) {
            params.set("scores", scoring.report());
        }
        ancestry.ifPresent(before -> params.set("lineage", before.toJson()));
        params.set("hierarchy", overview.report());
        params.set("chosen", JSON.valueToTree(clustering.chosen()));
        ObjectNode seconds = params.putObject("seconds");
        watch.seconds().forEach(seconds::put);
        List<String> warnings = new ArrayList<>(clustering.warnings());
        warnings.addAll(result.warnings());
        warnings.addAll(work.notes());
        RunRecord complete = run.completed(
                clock.instant(),
                params,
                result.memberships().size(),
                clustering.groups().size(),
                clustering.noise(),
                watch.total(),
                warnings);
        store.saveHierarchy(run.runId(), overview.nodes());
        store.completeRun(
                complete,
                result.clusters(),
                result.memberships(),
                RunEvent.of(complete, result, overview, store.scoreRates(run.runId())));
        return complete;
    }

    /// What models did, only where there are any.
    private static void addModels(ObjectNode params, ItemReading.Read read, Naming naming, ModelWork work) {
        if (work.summarizer().isPresent()) {
            ObjectNode report = params.putObject("models");
            report.putObject("summaries")
                    .put("by_model", read.byModel())
                    .put("cached", read.cached())
                    .put("offline", read.offline());
            report.set("labels", naming.report());
            report.setAll(work.report());
        }
    }
}
