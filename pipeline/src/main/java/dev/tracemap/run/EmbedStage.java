package dev.tracemap.run;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.DocumentType;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.embedding.TextHash;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.llm.RemoteEmbedder;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
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

    /// @param seen what the model sees of a text. Vectors are kept by that, so one that was made of other text, in
    ///     another mode of privacy, is not taken for it.
    private Embedded embed(
            RunState state, List<ItemDigest> digests, Axis axis, Embedder by, UnaryOperator<String> seen) {
        if (axis.isText()) {
            return embed(state, digests, axis.rendering(), axis::text, by, seen);
        }
        List<Matrix> blocks = new ArrayList<>();
        for (Axis.Part part : axis.parts()) {
            Matrix texts = embed(state, digests, part.rendering(), one -> part.text(one, axis.slow()), by, seen)
                    .matrix();
            blocks.add(part.vectors(texts, digests));
        }
        Matrix joined = AxisVectors.joined(
                blocks, axis.parts().stream().map(Axis.Part::weight).toList());
        Map<String, float[]> vectors = new LinkedHashMap<>();
        List<String> hashes = digests.stream()
                .map(digest -> TextHash.of(axis.rendering() + "\n" + seen.apply(axis.whole(digest))))
                .toList();
        for (int row = 0; row < hashes.size(); row++) {
            vectors.put(hashes.get(row), joined.picked(new int[] {row}).values());
        }
        store.saveVectors(by.model(), vectors);
        stand(state.record(), digests, axis.rendering(), by.model(), hashes);
        return new Embedded(digests, joined, by, axis.rendering(), seen);
    }

    private Embedded embed(
            RunState state,
            List<ItemDigest> digests,
            String rendering,
            Function<ItemDigest, String> text,
            Embedder by,
            UnaryOperator<String> seen) {
        String model = by.model();
        List<String> texts = digests.stream().map(text).map(seen).toList();
        List<float[]> vectors = by.embed(
                texts,
                hashes -> store.vectors(model, hashes),
                fresh -> store.saveVectors(model, fresh),
                done -> state.live().at(id(), (double) done / texts.size()));
        stand(
                state.record(),
                digests,
                rendering,
                model,
                texts.stream().map(TextHash::of).toList());
        return new Embedded(digests, Embedded.matrix(vectors), by, rendering, seen);
    }

    /// Remembers which vector stands for which item.
    private void stand(RunRecord run, List<ItemDigest> digests, String rendering, String model, List<String> hashes) {
        Map<ItemRef, String> hashOf = new LinkedHashMap<>();
        for (int i = 0; i < digests.size(); i++) {
            hashOf.put(digests.get(i).item(), hashes.get(i));
        }
        store.saveEmbeddings(run.teamId(), DocumentType.of(run.level()).wire(), rendering, model, hashOf);
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
