package dev.tracemap.run;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.store.Store;
import java.util.List;
import java.util.function.IntConsumer;

/// Vectors of texts, kept in the store by text and model, so that none is made twice.
final class KeptVectors {
    private KeptVectors() {}

    /// @param progress hears how many of the texts are done, and may throw to end the work
    /// @return one vector a text, in their order
    static List<float[]> of(Store store, Embedder by, List<String> texts, IntConsumer progress) {
        return by.embed(
                texts,
                hashes -> store.vectors(by.model(), hashes),
                fresh -> store.saveVectors(by.model(), fresh),
                progress);
    }

    static float[] of(Store store, Embedder by, String text) {
        return of(store, by, List.of(text), _ -> {}).getFirst();
    }
}
