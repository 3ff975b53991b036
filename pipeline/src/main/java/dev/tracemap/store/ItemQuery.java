package dev.tracemap.store;

import dev.tracemap.trace.Level;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which items a run looks at: those that began in `[from, to)` and pass all filters.
///
/// @param maxSamples draw this many at random, by `seed`; absent = all
public record ItemQuery(
        long teamId,
        Level level,
        Instant from,
        Instant to,
        List<Filter> filters,
        @Nullable Integer maxSamples,
        long seed) {
    public ItemQuery {
        filters = List.copyOf(filters);
    }
}
