package dev.tracemap.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// An item's place in a run. `clusterId` is -1 for noise, which then has no probability, distance or rank.
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
        Instant timestamp) {}
