package dev.tracemap.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An item's place in a run. `clusterId` is -1 for noise, which then has no probability, distance or rank.
///
/// @param layers its cluster in each cut of the run's condensed tree, coarse first, -1 where it is noise; the cut
///     that became the run's clusters is among them. Empty for runs without layers. The run's `chosen.layers`
///     describes the cuts in the same order
/// @param assigned whether it was put beside the nearest centroid after the clustering, and not clustered itself.
///     Its distance is the cosine distance of the embeddings, it has no rank, no second cluster and no layers, and
///     its place on the map is beside a clustered item of the same cluster
public record Membership(
        String itemId,
        String traceId,
        int clusterId,
        @Nullable Double probability,
        @Nullable Integer secondClusterId,
        @Nullable Double secondProbability,
        @Nullable Double distanceToCentroid,
        @Nullable Integer rank,
        double x,
        double y,
        String title,
        Instant timestamp,
        List<Integer> layers,
        boolean assigned) {
    public Membership {
        layers = List.copyOf(layers);
    }

    /// Of an item that was clustered.
    public Membership(
            String itemId,
            String traceId,
            int clusterId,
            @Nullable Double probability,
            @Nullable Integer secondClusterId,
            @Nullable Double secondProbability,
            @Nullable Double distanceToCentroid,
            @Nullable Integer rank,
            double x,
            double y,
            String title,
            Instant timestamp,
            List<Integer> layers) {
        this(
                itemId,
                traceId,
                clusterId,
                probability,
                secondClusterId,
                secondProbability,
                distanceToCentroid,
                rank,
                x,
                y,
                title,
                timestamp,
                layers,
                false);
    }
}
