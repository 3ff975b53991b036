package dev.tracemap.store;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// How someone names a trace: whole, without hyphens, or in short.
///
/// @param given as it was written
/// @param bare in small letters without hyphens
record TraceName(String given, String bare) {
    private static final int SHORTEST = 8;

    static TraceName of(String given) {
        return new TraceName(given, bare(given.strip()));
    }

    private static String bare(String id) {
        return id.replace("-", "").toLowerCase(Locale.ROOT);
    }

    /// @param candidates the two ids that fit best, the better one first
    Optional<String> among(List<String> candidates) {
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        String best = candidates.getFirst();
        boolean whole = best.equals(given) || bare(best).equals(bare);
        boolean unambiguous = candidates.size() == 1 && bare.length() >= SHORTEST;
        return whole || unambiguous ? Optional.of(best) : Optional.empty();
    }
}
