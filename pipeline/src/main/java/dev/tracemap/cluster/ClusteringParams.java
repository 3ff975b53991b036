package dev.tracemap.cluster;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What the caller wants of a clustering. Unset sizes are chosen from the data.
///
/// @param normalization whether rows are scaled to length 1 before projections, k-means and distances; neighbours, and
///     so UMAP, always go by cosine
/// @param dimensions of the space that is clustered in, after reduction; unset = what measurement found best
/// @param minClusterSize unset = chosen by persistence, given = obeyed
/// @param minClusterSizeFraction the same as a share of the rows
/// @param minK smallest number of clusters k-means tries
/// @param threads how many threads may work; the result does not depend on it
public record ClusteringParams(
        Normalization normalization,
        Reduction reduction,
        @Nullable Integer dimensions,
        Method method,
        int minSamples,
        @Nullable Integer minClusterSize,
        @Nullable Double minClusterSizeFraction,
        int minK,
        int maxK,
        Visualization visualization,
        long seed,
        int threads) {

    public enum Normalization {
        L2,
        NONE
    }

    public enum Reduction {
        UMAP,
        PCA,
        NONE
    }

    public enum Method {
        HDBSCAN,
        KMEANS
    }

    public enum Visualization {
        UMAP,
        PCA,
        TSNE
    }

    public static final ClusteringParams DEFAULT = new ClusteringParams(
            Normalization.L2,
            Reduction.UMAP,
            null,
            Method.HDBSCAN,
            5,
            null,
            null,
            2,
            10,
            Visualization.UMAP,
            42,
            Runtime.getRuntime().availableProcessors());

    public ClusteringParams {
        require(dimensions == null || dimensions >= 1, "dimensionality_reduction_ndims", dimensions);
        require(minSamples >= 1, "min_samples", minSamples);
        require(minClusterSize == null || minClusterSize >= 2, "min_cluster_size", minClusterSize);
        require(
                minClusterSizeFraction == null || (minClusterSizeFraction > 0 && minClusterSizeFraction <= 0.5),
                "min_cluster_size_fraction",
                minClusterSizeFraction);
        require(minK >= 1 && maxK >= minK, "min_k and max_k", minK + " and " + maxK);
        require(threads >= 1, "threads", threads);
    }

    /// The smallest cluster that is asked for among so many rows; null = to be chosen from them.
    @Nullable
    Integer givenSize(int rows) {
        if (minClusterSize != null || minClusterSizeFraction == null) {
            return minClusterSize;
        }
        return Math.max(2, (int) Math.round(minClusterSizeFraction * rows));
    }

    /// Whether nothing is asked for that only HDBSCAN in a reduced space has.
    boolean leavesSizesOpen() {
        return minClusterSize == null
                && minClusterSizeFraction == null
                && minSamples == DEFAULT.minSamples
                && dimensions == null
                && reduction == Reduction.UMAP;
    }

    /// The same with another minimum size and seed.
    ClusteringParams with(@Nullable Integer size, long otherSeed) {
        return with(size, otherSeed, threads);
    }

    ClusteringParams onOneThread() {
        return with(minClusterSize, seed, 1);
    }

    private ClusteringParams with(@Nullable Integer size, long otherSeed, int otherThreads) {
        return new ClusteringParams(
                normalization,
                reduction,
                dimensions,
                method,
                minSamples,
                size,
                size == null ? minClusterSizeFraction : null,
                minK,
                maxK,
                visualization,
                otherSeed,
                otherThreads);
    }

    /// The lower-case word an enum constant has on the wire.
    public static String wire(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void require(boolean holds, String what, @Nullable Object value) {
        if (!holds) {
            throw new IllegalArgumentException(what + " cannot be " + value);
        }
    }
}
