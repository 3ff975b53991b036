package dev.tracemap.store;

import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which items a run looks at: those that began in `[from, to)` and pass all filters.
///
/// @param maxSamples draw this many at random, by `seed`; absent = all
/// @param sampleBy what the draw is fair to; absent = every item has the same chance
public record ItemQuery(
        long teamId,
        Level level,
        Instant from,
        Instant to,
        List<Filter> filters,
        @Nullable Integer maxSamples,
        long seed,
        @Nullable SampleBy sampleBy) {
    public ItemQuery {
        filters = List.copyOf(filters);
    }

    /// Every item has the same chance.
    public ItemQuery(
            long teamId,
            Level level,
            Instant from,
            Instant to,
            List<Filter> filters,
            @Nullable Integer maxSamples,
            long seed) {
        this(teamId, level, from, to, filters, maxSamples, seed, null);
    }

    /// Among the aggregates over an item's events; nothing unless it is asked for.
    String stratum(String earliest) {
        return sampleBy == null || maxSamples == null ? "" : sampleBy.stratum(earliest);
    }
}
