package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.score.Rubric;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.List;

/// Judges a sample of every cluster by the user's rubrics. Makes the report, as [Scoring#report] says.
final class ScoreStage implements Stage<ObjectNode> {
    private final Store store;
    private final List<Rubric> rubrics;
    private final Stage<Embedded> embed;
    private final Stage<LabelStage.Named> label;
    private final InstantSource clock;

    ScoreStage(
            Store store,
            List<Rubric> rubrics,
            Stage<Embedded> embed,
            Stage<LabelStage.Named> label,
            InstantSource clock) {
        this.store = store;
        this.rubrics = rubrics;
        this.embed = embed;
        this.label = label;
        this.clock = clock;
    }

    @Override
    public String id() {
        return "score";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.SCORE;
    }

    @Override
    public ObjectNode work(RunState state) {
        Scoring scoring = new Scoring(store, state.live(), state.work(), rubrics, clock);
        scoring.judge(state.of(embed).of(), state.of(label).result());
        return scoring.report();
    }

    @Override
    public ObjectNode written(ObjectNode report) {
        return report;
    }

    @Override
    public ObjectNode read(RunState state, ObjectNode written) {
        return written;
    }
}
