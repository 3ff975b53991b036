package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Clusterer;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.DocumentType;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.embedding.EmbeddingText;
import dev.tracemap.embedding.TextHash;
import dev.tracemap.facet.DirectFacets;
import dev.tracemap.facet.Facets;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.summary.ExtractiveSummarizer;
import dev.tracemap.text.NumberedText;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Takes one run through its stages: sample, read and summarise, embed, cluster, label, emit.
///
/// What a stage has finished is stored before the next begins, so doing it again is cheap.
public final class Stages {
    private static final int READ_BATCH = 256;
    private static final int TEXT_BUDGET = 400_000;

    private final Store store;
    private final Embedder embedder;
    private final InstantSource clock;

    public Stages(Store store, Embedder embedder, InstantSource clock) {
        this.store = store;
        this.embedder = embedder;
        this.clock = clock;
    }

    RunRecord run(LiveRun live) {
        RunRecord run = live.record();
        RunInputs inputs = RunInputs.parse(run.inputs());
        Stopwatch watch = new Stopwatch();

        List<ItemRef> sampled = watch.time("sample", () -> sample(run, inputs));
        live.at("summarize", 0);
        List<ItemDigest> digests = watch.time("summarize", () -> digest(live, sampled));
        live.at("embed", 0);
        Matrix vectors = watch.time("embed", () -> embed(live, digests));
        live.at("cluster", 0);
        Clustering clustering =
                Clusterer.cluster(vectors, inputs.clustering(), (stage, done) -> live.at("cluster: " + stage, done));
        clustering.seconds().forEach((stage, seconds) -> watch.add("cluster: " + stage, seconds));
        live.at("label", 0);
        RunResult result = watch.time("label", () -> RunResult.of(run, digests, clustering));
        live.at("emit", 0);
        return emit(run, inputs, result, clustering, watch);
    }

    private List<ItemRef> sample(RunRecord run, RunInputs inputs) {
        ItemQuery query = new ItemQuery(
                run.teamId(),
                run.level(),
                run.windowStart(),
                run.windowEnd(),
                inputs.filters(),
                inputs.scope() == null ? inputs.maxSamples() : null,
                inputs.clustering().seed());
        List<ItemRef> items = store.items(query);
        RunInputs.Scope scope = inputs.scope();
        if (scope != null) {
            Set<String> inCluster = store.memberships(scope.runId(), scope.clusterId(), 0, Integer.MAX_VALUE).stream()
                    .map(Membership::itemId)
                    .collect(Collectors.toCollection(HashSet::new));
            items = items.stream().filter(item -> inCluster.contains(item.id())).toList();
        }
        if (items.isEmpty()) {
            throw new RunFailed(EmptyWindow.explain(store, run, inputs));
        }
        return items;
    }

    private List<ItemDigest> digest(LiveRun live, List<ItemRef> items) {
        long team = live.record().teamId();
        Map<String, ItemDigest> known = new HashMap<>(store.digests(team, items, ExtractiveSummarizer.VERSION));
        List<ItemRef> missing =
                items.stream().filter(item -> !known.containsKey(item.id())).toList();
        for (int begin = 0; begin < missing.size(); begin += READ_BATCH) {
            live.at("summarize", (double) begin / missing.size());
            List<ItemRef> batch = missing.subList(begin, Math.min(missing.size(), begin + READ_BATCH));
            Map<String, ItemRef> refs = batch.stream().collect(Collectors.toMap(ItemRef::id, Function.identity()));
            List<ItemDigest> fresh = store.load(team, batch).parallelStream()
                    .map(item -> digest(item, Objects.requireNonNull(refs.get(item.id()))))
                    .toList();
            store.saveDigests(team, fresh, clock.instant(), live.record().runId());
            fresh.forEach(digest -> known.put(digest.item().id(), digest));
        }
        return items.stream()
                .map(item -> known.get(item.id()))
                .filter(digest -> digest != null)
                .toList();
    }

    private static ItemDigest digest(Item item, ItemRef ref) {
        NumberedText text = TraceText.render(item, TEXT_BUDGET);
        Facets facets = DirectFacets.of(item);
        return new ItemDigest(
                ref,
                ExtractiveSummarizer.summarize(item, text, facets),
                ExtractiveSummarizer.VERSION,
                facets,
                ItemMeasures.of(item),
                text.text().length());
    }

    private Matrix embed(LiveRun live, List<ItemDigest> digests) {
        RunRecord run = live.record();
        String model = embedder.model();
        List<String> texts = digests.stream()
                .map(digest -> EmbeddingText.of(digest.summary()))
                .toList();
        List<float[]> vectors = embedder.embed(
                texts,
                hashes -> store.vectors(model, hashes),
                fresh -> store.saveVectors(model, fresh),
                done -> live.at("embed", (double) done / texts.size()));
        Map<ItemRef, String> hashOf = new LinkedHashMap<>();
        for (int i = 0; i < digests.size(); i++) {
            hashOf.put(digests.get(i).item(), TextHash.of(texts.get(i)));
        }
        store.saveEmbeddings(run.teamId(), DocumentType.of(run.level()).wire(), EmbeddingText.RENDERING, model, hashOf);
        return matrix(vectors);
    }

    List<Store.Similar> similar(long teamId, Level level, String text, Predicate<String> among, int limit) {
        float[] vector =
                embedder.embed(List.of(text), _ -> Map.of(), _ -> {}, _ -> {}).getFirst();
        return store.similar(
                teamId, DocumentType.of(level).wire(), EmbeddingText.RENDERING, embedder.model(), vector, among, limit);
    }

    private static Matrix matrix(List<float[]> vectors) {
        int columns = vectors.getFirst().length;
        float[] values = new float[vectors.size() * columns];
        for (int row = 0; row < vectors.size(); row++) {
            System.arraycopy(vectors.get(row), 0, values, row * columns, columns);
        }
        return new Matrix(vectors.size(), columns, values);
    }

    private RunRecord emit(RunRecord run, RunInputs inputs, RunResult result, Clustering clustering, Stopwatch watch) {
        ObjectNode params = inputs.toJson();
        params.put("embedding_model", embedder.model());
        params.put("embedding_rendering", EmbeddingText.RENDERING);
        params.put("summarizer", ExtractiveSummarizer.VERSION);
        ObjectNode chosen = params.putObject("chosen");
        clustering.chosen().forEach(chosen::putPOJO);
        ObjectNode seconds = params.putObject("seconds");
        watch.seconds().forEach(seconds::put);
        List<String> warnings = new ArrayList<>(clustering.warnings());
        warnings.addAll(result.warnings());
        RunRecord complete = run.completed(
                clock.instant(),
                params,
                result.memberships().size(),
                clustering.groups().size(),
                clustering.noise(),
                watch.total(),
                warnings);
        store.completeRun(complete, result.clusters(), result.memberships(), RunEvent.of(complete, result));
        return complete;
    }
}
