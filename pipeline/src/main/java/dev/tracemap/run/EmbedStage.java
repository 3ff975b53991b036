package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives every item its vector, and leaves out items that are not about what was asked for.
final class EmbedStage implements SpreadStage<Embedded> {
    private static final Logger LOG = LoggerFactory.getLogger(EmbedStage.class);

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
        return about(state, embed(state, digests, axis(state, digests)));
    }

    private static Axis axis(RunState state, List<ItemDigest> digests) {
        return Axis.parse(state.inputs().axis()).among(digests);
    }

    private Embedded embed(RunState state, List<ItemDigest> digests, Axis axis) {
        DoubleConsumer progress = done -> state.live().at(id(), done);
        Optional<Placing> remote = remote(state, progress);
        if (remote.isPresent()) {
            try {
                return remote.get().along(axis, digests);
            } catch (ModelFailure e) {
                // All or nothing: vectors of two models say nothing about each other.
                state.work().note(e.getMessage() + "; embedded in process with " + embedder.model() + " instead");
            }
        }
        return own(state, progress).along(axis, digests);
    }

    private Optional<Placing> remote(RunState state, DoubleConsumer progress) {
        ModelWork work = state.work();
        return work.embedder().map(model -> placing(state, embedder.with(model), work.outgoing(), progress));
    }

    private Placing own(RunState state, DoubleConsumer progress) {
        return placing(state, embedder, UnaryOperator.identity(), progress);
    }

    private Placing placing(RunState state, Embedder by, UnaryOperator<String> seen, DoubleConsumer progress) {
        RunRecord run = state.record();
        return new Placing(store, run.teamId(), run.level(), by, seen, progress);
    }

    private Embedded about(RunState state, Embedded all) {
        RunInputs inputs = state.inputs();
        String meaning = inputs.meaning();
        if (meaning == null) {
            return all;
        }
        float[] wanted = KeptVectors.of(store, all.by(), meaning);
        // What is joined of parts has no place for a sentence: there the summaries tell.
        Matrix told = all.matrix().columns() == wanted.length
                ? all.matrix()
                : placing(state, all.by(), all.seen(), done -> state.live().at(id(), done))
                        .along(Axis.parse(Axis.SUMMARY), all.of())
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

    @Override
    public ObjectNode part(RunState state, Slice slice) {
        List<ItemDigest> digests = state.of(summarize).digests();
        List<ItemDigest> some =
                digests.subList(Math.min(slice.from(), digests.size()), Math.min(slice.to(), digests.size()));
        if (!some.isEmpty()) {
            DoubleConsumer progress = done -> state.live().at(id(), done);
            try {
                remote(state, progress).orElseGet(() -> own(state, progress)).ahead(axis(state, digests), some);
            } catch (ModelFailure e) {
                LOG.debug("left to the stage itself, which embeds without the model where it must", e);
            }
        }
        return JsonNodeFactory.instance.objectNode().put("items", some.size());
    }

    @Override
    public ObjectNode written(Embedded made) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("model", made.by().model())
                .put("items", Packing.pack(out -> {
                    out.writeInt(made.of().size());
                    for (ItemDigest digest : made.of()) {
                        Packing.writeText(out, digest.item().id());
                    }
                }));
    }

    /// Vectors are kept by their texts, so embedding again asks nobody.
    @Override
    public Embedded read(RunState state, ObjectNode written) {
        List<ItemDigest> digests = state.of(summarize).digests();
        String model = written.path("model").asText();
        Embedded all = remote(state, _ -> {})
                .filter(placing -> placing.by().model().equals(model))
                .orElseGet(() -> own(state, _ -> {}))
                .along(axis(state, digests), digests);
        Set<String> items = Packing.unpack(written.path("items"), in -> {
            Set<String> ids = new HashSet<>();
            for (int left = in.readInt(); left > 0; left--) {
                ids.add(Packing.readText(in));
            }
            return ids;
        });
        int[] rows = IntStream.range(0, digests.size())
                .filter(row -> items.contains(digests.get(row).item().id()))
                .toArray();
        return rows.length == digests.size() ? all : all.picked(rows);
    }
}
