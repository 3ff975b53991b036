package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Centroids;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.store.Assigned;
import dev.tracemap.store.Store;
import java.util.Locale;
import java.util.Optional;

/// Has the store put the rest of the window beside the clusters as they are now, with those that were found late
/// and the edits of the run before.
final class AssignStage implements Stage<AssignStage.Carried> {
    private final Store store;
    private final Stage<Embedded> embed;
    private final Stage<Optional<RestStage.Rest>> rest;
    private final Stage<LineageStage.Descent> lineage;

    AssignStage(
            Store store,
            Stage<Embedded> embed,
            Stage<Optional<RestStage.Rest>> rest,
            Stage<LineageStage.Descent> lineage) {
        this.store = store;
        this.embed = embed;
        this.rest = rest;
        this.lineage = lineage;
    }

    /// @param assigned absent where everything was clustered
    /// @param clustered how many items were
    record Carried(Optional<Assigned> assigned, int clustered) {

        /// The clusters with the size and the figures of all their items.
        RunResult over(RunResult sampled, String runId) {
            return assigned.map(all -> sampled.with(all.metrics(), runId)).orElse(sampled);
        }

        /// The groups likewise.
        Overview over(Overview sampled) {
            return assigned.map(all -> sampled.with(all.metrics())).orElse(sampled);
        }

        /// For the run's parameters.
        ObjectNode report(Assigned of) {
            return JsonNodeFactory.instance
                    .objectNode()
                    .put("clustered", clustered)
                    .put("assigned", of.assigned())
                    .put("fit_nowhere", of.nowhere());
        }
    }

    @Override
    public String id() {
        return "assign";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.REST;
    }

    /// It lies in the store, or is found again from what lies there.
    @Override
    public ObjectNode written(Carried made) {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public Carried read(RunState state, ObjectNode written) {
        return work(state);
    }

    @Override
    public Carried work(RunState state) {
        Embedded vectors = state.of(embed);
        Clustering clustering = state.of(lineage).clustering();
        Optional<Assigned> assigned = state.of(rest).map(found -> carried(found, state, vectors, clustering));
        assigned.ifPresent(all -> state.work()
                .note(String.format(
                        Locale.ROOT,
                        "%,d items were clustered, %,d more were assigned to the nearest cluster, %,d fit nowhere",
                        vectors.of().size(),
                        all.assigned(),
                        all.nowhere())));
        return new Carried(assigned, vectors.of().size());
    }

    private Assigned carried(RestStage.Rest found, RunState state, Embedded vectors, Clustering clustering) {
        if (clustering.equals(found.clustering())) {
            return found.assigned();
        }
        int threads = state.inputs().clustering().threads();
        return store.assign(
                found.what(),
                Centroids.of(vectors.matrix(), clustering, threads),
                RestStage.places(vectors.of(), clustering));
    }
}
