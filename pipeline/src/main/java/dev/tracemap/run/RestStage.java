package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Centroids;
import dev.tracemap.cluster.Clusterer;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.cluster.LateClusters;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.DocumentType;
import dev.tracemap.store.Assigned;
import dev.tracemap.store.Assigning;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks for patterns that the sample was too thin for: among the items of the window that were embedded earlier
/// and fit none of the clusters, a sample as large as the first one is clustered by itself, and what it shows is
/// set beside the first clusters. Absent where there is no rest.
final class RestStage implements Stage<Optional<RestStage.Rest>> {
    /// Fewer items than this show no pattern.
    private static final int FEW = 50;

    private final Store store;
    private final Stage<List<ItemRef>> sample;
    private final SummarizeStage summarize;
    private final Stage<Embedded> embed;
    private final Stage<Clustering> cluster;

    RestStage(
            Store store,
            Stage<List<ItemRef>> sample,
            SummarizeStage summarize,
            Stage<Embedded> embed,
            Stage<Clustering> cluster) {
        this.store = store;
        this.sample = sample;
        this.summarize = summarize;
        this.embed = embed;
        this.cluster = cluster;
    }

    /// @param what the run's clusters are carried over to
    /// @param assigned what came of it with the clusters of the sample
    /// @param clustering those clusters
    record Rest(Assigning what, Assigned assigned, Clustering clustering) {}

    @Override
    public String id() {
        return "rest";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.REST;
    }

    /// It lies in the store, or is found again from what lies there.
    @Override
    public ObjectNode written(Optional<Rest> made) {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public Optional<Rest> read(RunState state, ObjectNode written) {
        return work(state);
    }

    @Override
    public Optional<Rest> work(RunState state) {
        Embedded vectors = state.of(embed);
        Clustering found = state.of(cluster);
        if (!isSampled(state) || found.groups().isEmpty()) {
            return Optional.empty();
        }
        Assigning what = assigning(state, vectors);
        int threads = state.inputs().clustering().threads();
        Centroids centroids = Centroids.of(vectors.matrix(), found, threads);
        Assigned first = store.assign(what, centroids, places(vectors.of(), found));
        if (first.assigned() + first.nowhere() == 0) {
            return Optional.empty();
        }
        if (first.nowhere() >= FEW) {
            Embedded rest = rest(state, what, vectors);
            Clustering later =
                    Clusterer.cluster(rest.matrix(), state.inputs().clustering(), (part, done) -> state.live()
                            .at(id() + ": " + part, done));
            LateClusters both = LateClusters.of(found, centroids, later, rest.matrix(), threads);
            state.amend(embed, vectors.and(rest.picked(both.rows())));
            state.amend(cluster, both.clustering());
        }
        return Optional.of(new Rest(what, first, found));
    }

    /// A run over chosen items has no rest.
    private boolean isSampled(RunState state) {
        RunInputs inputs = state.inputs();
        return inputs.maxSamples() != null
                && inputs.scope() == null
                && inputs.meaning() == null
                && inputs.source() == null
                && state.of(sample).size() >= inputs.maxSamples();
    }

    private static Assigning assigning(RunState state, Embedded vectors) {
        RunRecord run = state.record();
        ItemQuery window = new ItemQuery(
                run.teamId(),
                run.level(),
                run.windowStart(),
                run.windowEnd(),
                state.inputs().filters(),
                null,
                state.inputs().clustering().seed());
        return new Assigning(
                run.runId(),
                window,
                DocumentType.of(run.level()).wire(),
                vectors.rendering(),
                vectors.by().model());
    }

    /// The cluster of each item, -1 for noise.
    static Map<String, Integer> places(List<ItemDigest> digests, Clustering clustering) {
        Map<String, Integer> places = new LinkedHashMap<>();
        for (int row = 0; row < digests.size(); row++) {
            places.put(
                    digests.get(row).item().id(),
                    RunResult.clusterOf(clustering.assignments().get(row)));
        }
        return places;
    }

    private Embedded rest(RunState state, Assigning what, Embedded vectors) {
        RunRecord run = state.record();
        int most = Math.max(FEW, state.of(sample).size());
        List<ItemDigest> digests = new ArrayList<>(summarize
                .reading(run.teamId(), run.runId(), state.work())
                .read(store.unassigned(what, most), done -> state.live().at(id(), done))
                .digests());
        Matrix matrix = store.embeddings(
                run.teamId(),
                what.documentType(),
                what.rendering(),
                what.model(),
                digests.stream().map(digest -> digest.item().id()).toList());
        return new Embedded(digests, matrix, vectors.by(), vectors.rendering(), vectors.seen());
    }
}
