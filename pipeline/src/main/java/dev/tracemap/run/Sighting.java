package dev.tracemap.run;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Reads items outside of a run, and places them in the space of one. What is read and placed is kept, so that the
/// next run finds it.
final class Sighting {
    private final Store store;
    private final Embedder embedder;
    private final Models models;
    private final InstantSource clock;

    /// @param embedder in process; a remote model of `models` comes before it
    Sighting(Store store, Embedder embedder, Models models, InstantSource clock) {
        this.store = store;
        this.embedder = embedder;
        this.models = models;
        this.clock = clock;
    }

    /// Whether each item that is read is paid for.
    boolean isPaid(long team) {
        return models.begin(team, "monitors").summarizer().isPresent();
    }

    List<ItemDigest> read(long team, List<ItemRef> items) {
        ModelWork work = models.begin(team, "monitors");
        return ItemReading.of(store, team, null, clock, work)
                .read(items, _ -> {})
                .digests();
    }

    /// Vectors of length 1, one for each digest; absent where other models are in use now than made the space.
    Optional<List<float[]>> place(long team, Level level, List<ItemDigest> digests, RuleSet.Space space) {
        ModelWork work = models.begin(team, "monitors");
        Embedder by = work.embedder(embedder);
        Axis axis = Axis.parse(space.axis()).among(digests);
        if (!by.model().equals(space.model()) || !axis.rendering().equals(space.rendering())) {
            return Optional.empty();
        }
        Placing placing = new Placing(store, team, level, by, work.outgoing(), _ -> {});
        return Optional.of(SightedItems.rows(placing.along(axis, digests).matrix()));
    }
}
