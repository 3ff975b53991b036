package dev.tracemap.cluster;

import org.jspecify.annotations.Nullable;

/// Where an item landed.
public sealed interface Assignment {

    /// The next best cluster, absent where there is only one.
    @Nullable
    Second second();

    /// @param cluster 0 to k-1
    /// @param probability membership, 0 to 1
    /// @param distanceToCentroid in the clustering space
    /// @param rank 0 for the member closest to the centroid
    record Member(
            int cluster,
            float probability,
            float distanceToCentroid,
            int rank,
            @Nullable Second second) implements Assignment {}

    /// @param outlierScore 0 to 1, higher is further from any group
    record Noise(float outlierScore, @Nullable Second second) implements Assignment {}

    record Second(int cluster, float probability) {}
}
