package dev.tracemap.label;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the clusters are called, and by whom.
///
/// @param labels one for each cluster, in order of id, noise first; no two titles are alike
/// @param byAgent how many of them the agent wrote, noise included
/// @param steps answers of the model, those before a restart included
/// @param tokens in and out, likewise
/// @param stopped why the agent did not come to its own end; absent where it did
public record LabelOutcome(
        Map<Integer, Label> labels,
        int byAgent,
        int steps,
        long tokens,
        @Nullable String stopped) {
    public LabelOutcome {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /// Key phrases only.
    static LabelOutcome offline(Map<Integer, Label> labels) {
        return new LabelOutcome(labels, 0, 0, 0, null);
    }
}
