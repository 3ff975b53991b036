package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Clusterer;
import dev.tracemap.cluster.Clustering;

/// Groups the vectors.
final class ClusterStage implements Stage<Clustering> {
    private final Stage<Embedded> embed;

    ClusterStage(Stage<Embedded> embed) {
        this.embed = embed;
    }

    @Override
    public String id() {
        return "cluster";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.COMPUTE;
    }

    @Override
    public Clustering work(RunState state) {
        Clustering found =
                Clusterer.cluster(state.of(embed).matrix(), state.inputs().clustering(), (part, done) -> state.live()
                        .at(id() + ": " + part, done));
        found.seconds().forEach((part, seconds) -> state.watch().add(id() + ": " + part, seconds));
        return found;
    }

    @Override
    public ObjectNode written(Clustering found) {
        return ClusteringOutcome.write(found);
    }

    @Override
    public Clustering read(RunState state, ObjectNode written) {
        return ClusteringOutcome.read(written);
    }
}
