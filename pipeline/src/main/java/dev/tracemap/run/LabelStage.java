package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.Store;
import java.time.InstantSource;

/// Names the clusters, and brings everything into the shape it is stored in.
final class LabelStage implements Stage<LabelStage.Named> {
    private final Store store;
    private final Stage<Embedded> embed;
    private final Stage<LineageStage.Descent> lineage;
    private final InstantSource clock;

    LabelStage(Store store, Stage<Embedded> embed, Stage<LineageStage.Descent> lineage, InstantSource clock) {
        this.store = store;
        this.embed = embed;
        this.lineage = lineage;
        this.clock = clock;
    }

    /// @param report who named them, as [Naming#report] says
    record Named(RunResult result, ObjectNode report) {}

    @Override
    public String id() {
        return "label";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.LABEL;
    }

    @Override
    public Named work(RunState state) {
        Naming naming = new Naming(store, state.live(), state.work(), state.of(lineage), clock);
        RunResult result = RunResult.of(
                state.record(), state.of(embed).of(), state.of(lineage).clustering(), naming::name);
        return new Named(result, naming.report());
    }
}
