package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.store.Store;
import java.util.List;
import java.util.Optional;

/// Finds the broader groups over the clusters.
final class HierarchyStage implements Stage<Overview> {
    private final Store store;
    private final Stage<Embedded> embed;
    private final Stage<LineageStage.Descent> lineage;
    private final Stage<LabelStage.Named> label;

    HierarchyStage(
            Store store, Stage<Embedded> embed, Stage<LineageStage.Descent> lineage, Stage<LabelStage.Named> label) {
        this.store = store;
        this.embed = embed;
        this.lineage = lineage;
        this.label = label;
    }

    @Override
    public String id() {
        return "hierarchy";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.LABEL;
    }

    @Override
    public Overview work(RunState state) {
        Embedded vectors = state.of(embed);
        GroupNaming naming = new GroupNaming(state.work());
        Overview overview = Overview.of(
                state.record(),
                state.of(label).result(),
                vectors.of(),
                state.of(lineage).clustering(),
                vectors.matrix(),
                texts -> named(vectors.by(), texts, state.work()),
                state.inputs().clustering().threads(),
                naming::name);
        naming.tell(overview.report());
        store.saveHierarchy(state.record().runId(), overview.nodes());
        // In the order in which they are kept, wherever the next stages are done.
        return new Overview(store.hierarchy(state.record().runId()), overview.report());
    }

    @Override
    public ObjectNode written(Overview overview) {
        return overview.report();
    }

    @Override
    public Overview read(RunState state, ObjectNode written) {
        return new Overview(store.hierarchy(state.record().runId()), written);
    }

    private Optional<Matrix> named(Embedder by, List<String> texts, ModelWork work) {
        try {
            return Optional.of(Embedded.matrix(KeptVectors.of(store, by, texts, _ -> {})));
        } catch (ModelFailure e) {
            work.note("the names of clusters were not embedded: " + e.getMessage());
            return Optional.empty();
        }
    }
}
