package dev.tracemap.cluster.reduce;

/// Random numbers as a function of where they are needed, so that they do not depend on who asks first.
final class Mix {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Mix() {}

    /// The finalizer of SplitMix64 (Steele, Lea, Flood 2014) over seed and place.
    static long of(long seed, long place) {
        long z = seed + (place + 1) * GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /// From 0 to below 1.
    static float unit(long bits) {
        return (bits >>> 40) * 0x1p-24f;
    }

    /// From 0 to `bound - 1`.
    static int below(long bits, int bound) {
        return (int) (((bits >>> 33) * bound) >>> 31);
    }
}
