package dev.tracemap.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.Optional;

/// Compares the clusters with those of the job's run before, and takes over what people changed about them there.
final class LineageStage implements Stage<LineageStage.Descent> {
    private final Store store;
    private final Stage<Embedded> embed;
    private final Stage<Clustering> cluster;
    private final InstantSource clock;

    LineageStage(Store store, Stage<Embedded> embed, Stage<Clustering> cluster, InstantSource clock) {
        this.store = store;
        this.embed = embed;
        this.cluster = cluster;
        this.clock = clock;
    }

    /// @param edited the clusters, with the edits of the run before
    /// @param ancestry of these clusters; absent without a run before
    record Descent(Taxonomy.Edited edited, Optional<Ancestry> ancestry) {
        Clustering clustering() {
            return edited.clustering();
        }
    }

    @Override
    public String id() {
        return "lineage";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.COMPUTE;
    }

    @Override
    public Descent work(RunState state) {
        RunRecord run = state.record();
        Embedded vectors = state.of(embed);
        Clustering found = state.of(cluster);
        Optional<Ancestry> asFound = ancestry(run, vectors, found);
        Taxonomy.Edited edited = new Taxonomy(store, clock)
                .carried(run, asFound, vectors.of(), found, vectors.by().model(), vectors.matrix());
        edited.notes().forEach(state.work()::note);
        boolean same = edited.clustering().equals(found);
        return new Descent(edited, same ? asFound : ancestry(run, vectors, edited.clustering()));
    }

    @Override
    public ObjectNode written(Descent descent) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (!descent.edited().edits().isEmpty()) {
            json.set("clustering", ClusteringOutcome.write(descent.clustering()));
        }
        json.set("edits", DescentOutcome.edits(descent.edited().edits()));
        json.set("titles", DescentOutcome.titles(descent.edited().titles()));
        descent.ancestry().ifPresent(ancestry -> {
            ObjectNode before =
                    json.putObject("ancestry").put("before", ancestry.before().runId());
            before.set("changes", ancestry.toJson());
            before.set("titles", DescentOutcome.titles(ancestry.titles()));
        });
        return json;
    }

    @Override
    public Descent read(RunState state, ObjectNode written) {
        long team = state.record().teamId();
        Taxonomy.Edited edited = new Taxonomy.Edited(
                written.has("clustering") ? ClusteringOutcome.read(written.path("clustering")) : state.of(cluster),
                DescentOutcome.edits(team, written.path("edits")),
                DescentOutcome.titles(written.path("titles")));
        JsonNode ancestry = written.path("ancestry");
        return new Descent(
                edited,
                store.run(team, ancestry.path("before").asText())
                        .map(before -> new Ancestry(
                                before,
                                Taxonomy.changes(ancestry.path("changes")),
                                DescentOutcome.titles(ancestry.path("titles")))));
    }

    private Optional<Ancestry> ancestry(RunRecord run, Embedded vectors, Clustering clustering) {
        return Ancestry.of(
                store, run, vectors.of(), clustering, vectors.by().model(), vectors.rendering(), vectors.matrix());
    }
}
