package dev.tracemap.run;

import dev.tracemap.embedding.DocumentType;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.embedding.EmbeddingText;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.util.List;
import java.util.function.Predicate;

/// Looks for items by meaning, in the space that the runs' vectors lie in.
final class Searching {
    private final Store store;
    private final Embedder embedder;
    private final Models models;

    Searching(Store store, Embedder embedder, Models models) {
        this.store = store;
        this.embedder = embedder;
        this.models = models;
    }

    /// By the model that made the vectors of the runs: those of different models say nothing about each other.
    List<Store.Similar> similar(long teamId, Level level, String text, Predicate<String> among, int limit) {
        boolean remote = models.present() && models.settings().model(ModelStage.EMBEDDING) != null;
        if (!remote) {
            return similar(teamId, level, text, among, limit, embedder);
        }
        ModelWork work = models.begin(teamId, "search");
        Embedder by = embedder.with(work.embedder().orElseThrow());
        return similar(teamId, level, work.outgoing().apply(text), among, limit, by);
    }

    private List<Store.Similar> similar(
            long teamId, Level level, String text, Predicate<String> among, int limit, Embedder by) {
        float[] vector = KeptVectors.of(store, by, text);
        return store.similar(
                teamId, DocumentType.of(level).wire(), EmbeddingText.RENDERING, by.model(), vector, among, limit);
    }

    /// Vectors of texts in the space of a run.
    ///
    /// @param model that made the run's vectors
    /// @throws IllegalArgumentException where another model is in use now
    List<float[]> embedded(long teamId, List<String> texts, String model) {
        ModelWork work = models.begin(teamId, "search");
        Embedder by = work.embedder(embedder);
        if (!by.model().equals(model)) {
            throw new IllegalArgumentException("the vectors of this run were made by " + model + ", and " + by.model()
                    + " is in use now: make a new run first");
        }
        List<String> seen = texts.stream().map(work.outgoing()).toList();
        return by.embed(seen, hashes -> store.vectors(model, hashes), _ -> {}, _ -> {});
    }
}
