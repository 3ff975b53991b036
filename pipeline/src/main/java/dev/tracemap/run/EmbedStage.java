package dev.tracemap.run;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.llm.RemoteEmbedder;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// Gives every item its vector, and leaves out items that are not about what was asked for.
final class EmbedStage implements Stage<Embedded> {
    private final Store store;
    private final Embedder embedder;
    private final Stage<ItemReading.Read> summarize;

    /// @param embedder in process; a remote model comes before it
    EmbedStage(Store store, Embedder embedder, Stage<ItemReading.Read> summarize) {
        this.store = store;
        this.embedder = embedder;
        this.summarize = summarize;
    }

    @Override
    public String id() {
        return "embed";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.ITEMS;
    }

    @Override
    public Embedded work(RunState state) {
        List<ItemDigest> digests = state.of(summarize).digests();
        Axis axis = Axis.parse(state.inputs().axis()).among(digests);
        return about(state, embed(state, digests, axis));
    }

    private Embedded embed(RunState state, List<ItemDigest> digests, Axis axis) {
        ModelWork work = state.work();
        Optional<RemoteEmbedder> remote = work.embedder();
        if (remote.isPresent()) {
            try {
                return embed(state, digests, axis, embedder.with(remote.get()), work.outgoing());
            } catch (ModelFailure e) {
                // All or nothing: vectors of two models say nothing about each other.
                work.note(e.getMessage() + "; embedded in process with " + embedder.model() + " instead");
            }
        }
        return embed(state, digests, axis, embedder, UnaryOperator.identity());
    }

    private Embedded embed(
            RunState state, List<ItemDigest> digests, Axis axis, Embedder by, UnaryOperator<String> seen) {
        RunRecord run = state.record();
        return new Placing(store, run.teamId(), run.level(), by, seen, done -> state.live()
                        .at(id(), done))
                .along(axis, digests);
    }

    private Embedded about(RunState state, Embedded all) {
        RunInputs inputs = state.inputs();
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
                : embed(state, all.of(), Axis.parse(Axis.SUMMARY), all.by(), all.seen())
                        .matrix();
        int[] rows = Meaning.about(told, wanted);
        state.work()
                .note(rows.length + " of " + all.of().size() + " items are about \"" + meaning
                        + "\" and were clustered"
                        + (inputs.maxSamples() == null || all.of().size() < inputs.maxSamples()
                                ? ""
                                : "; max_samples \"all\" looks through every item"));
        return all.picked(rows);
    }
}
