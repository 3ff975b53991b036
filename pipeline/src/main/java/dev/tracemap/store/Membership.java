package dev.tracemap.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An item's place in a run. `clusterId` is -1 for noise, which then has no probability, distance or rank.
///
/// @param layers its cluster in each cut of the run's condensed tree, coarse first, -1 where it is noise; the cut that
///     became the run's clusters is among them. Empty for runs without layers. The run's `chosen.layers` describes the
///     cuts in the same order
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
        List<Integer> layers) {
    public Membership {
        layers = List.copyOf(layers);
    }
}
