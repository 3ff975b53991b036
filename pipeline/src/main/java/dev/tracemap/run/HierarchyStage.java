package dev.tracemap.run;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.ModelFailure;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the broader groups over the clusters.
final class HierarchyStage implements Stage<Overview> {
    private final Stage<Embedded> embed;
    private final Stage<LineageStage.Descent> lineage;
    private final Stage<LabelStage.Named> label;

    HierarchyStage(Stage<Embedded> embed, Stage<LineageStage.Descent> lineage, Stage<LabelStage.Named> label) {
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
        return overview;
    }

    /// Vectors of names, which are not kept: names may change.
    private static Optional<Matrix> named(Embedder by, List<String> texts, ModelWork work) {
        try {
            return Optional.of(Embedded.matrix(by.embed(texts, _ -> Map.of(), _ -> {}, _ -> {})));
        } catch (ModelFailure e) {
            work.note("the names of clusters were not embedded: " + e.getMessage());
            return Optional.empty();
        }
    }
}
