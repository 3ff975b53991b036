package dev.tracemap.run;

import dev.tracemap.cluster.Matrix;
import dev.tracemap.embedding.DocumentType;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.embedding.TextHash;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Gives items of a team and level their vectors along an axis, and keeps them.
///
/// @param seen what the model sees of a text. Vectors are kept by that, so one that was made of other text, in
///     another mode of privacy, is not taken for it.
/// @param progress hears the share that is done
record Placing(
        Store store, long teamId, Level level, Embedder by, UnaryOperator<String> seen, DoubleConsumer progress) {

    Embedded along(Axis axis, List<ItemDigest> digests) {
        if (axis.isText()) {
            return along(axis.rendering(), axis::text, digests);
        }
        List<Matrix> blocks = new ArrayList<>();
        for (Axis.Part part : axis.parts()) {
            Matrix texts = along(part.rendering(), one -> part.text(one, axis.slow()), digests)
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
        stand(digests, axis.rendering(), hashes);
        return new Embedded(digests, joined, by, axis.rendering(), seen);
    }

    /// Gives the texts of an axis their vectors, for some of the items and ahead of the others.
    void ahead(Axis axis, List<ItemDigest> some) {
        if (axis.isText()) {
            along(axis.rendering(), axis::text, some);
        } else {
            axis.parts().forEach(part -> along(part.rendering(), one -> part.text(one, axis.slow()), some));
        }
    }

    private Embedded along(String rendering, Function<ItemDigest, String> text, List<ItemDigest> digests) {
        List<String> texts = digests.stream().map(text).map(seen).toList();
        List<float[]> vectors = KeptVectors.of(store, by, texts, done -> progress.accept((double) done / texts.size()));
        stand(digests, rendering, texts.stream().map(TextHash::of).toList());
        return new Embedded(digests, Embedded.matrix(vectors), by, rendering, seen);
    }

    /// Remembers which vector stands for which item.
    private void stand(List<ItemDigest> digests, String rendering, List<String> hashes) {
        Map<ItemRef, String> hashOf = new LinkedHashMap<>();
        for (int i = 0; i < digests.size(); i++) {
            hashOf.put(digests.get(i).item(), hashes.get(i));
        }
        store.saveEmbeddings(teamId, DocumentType.of(level).wire(), rendering, by.model(), hashOf);
    }
}
