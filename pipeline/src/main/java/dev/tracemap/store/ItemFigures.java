package dev.tracemap.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An item of a run with the figures of its latest digest.
///
/// @param probability of its membership; absent for noise
/// @param tokens in and out; absent where none are known
/// @param concern 1 to 5; absent where nobody has looked
/// @param findings kinds, each once
public record ItemFigures(
        String itemId,
        String traceId,
        int clusterId,
        @Nullable Double probability,
        String title,
        @Nullable Double costUsd,
        @Nullable Double latencySeconds,
        @Nullable Long tokens,
        int toolErrors,
        @Nullable Integer concern,
        List<String> findings) {
    public ItemFigures {
        findings = List.copyOf(findings);
    }
}
