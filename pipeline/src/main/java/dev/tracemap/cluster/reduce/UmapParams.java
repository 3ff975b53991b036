package dev.tracemap.cluster.reduce;

/// What to ask of a UMAP layout.
///
/// @param dimensions of the result
/// @param minDist how close neighbours may lie; 0 packs clusters tightly, 0.1 suits a picture
/// @param neighbours size of the neighbourhood, the point itself counted, as in the paper; 15 is usual
/// @param threads how many may work; the result does not depend on it
public record UmapParams(int dimensions, float minDist, int neighbours, long seed, int threads) {
    public UmapParams {
        if (dimensions < 1 || minDist < 0 || neighbours < 2 || threads < 1) {
            throw new IllegalArgumentException("UMAP cannot lay out in " + dimensions + " dimensions with min_dist "
                    + minDist + ", " + neighbours + " neighbours and " + threads + " threads");
        }
    }

    public UmapParams withSeed(long other) {
        return new UmapParams(dimensions, minDist, neighbours, other, threads);
    }
}
