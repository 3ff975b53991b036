package dev.tracemap.run;

import dev.tracemap.llm.ModelStage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a run would ask of models: items × tokens × price, the vectors, and the naming of the clusters.
///
/// @param items of the run
/// @param unread how many of them the model has not read before
/// @param parts by stage; empty where nothing is asked
public record Estimate(int items, int unread, List<Part> parts) {
    /// What one stage would use.
    ///
    /// @param costUsd absent where the model has no known price
    public record Part(
            ModelStage stage,
            String model,
            long inputTokens,
            long outputTokens,
            @Nullable Double costUsd) {}

    public Estimate {
        parts = List.copyOf(parts);
    }

    /// Who would read the items; absent where nothing is asked.
    public @Nullable String model() {
        return parts.isEmpty() ? null : parts.getFirst().model();
    }

    public long inputTokens() {
        return parts.stream().mapToLong(Part::inputTokens).sum();
    }

    public long outputTokens() {
        return parts.stream().mapToLong(Part::outputTokens).sum();
    }

    /// Absent where a price is not known, 0 where nothing is asked.
    public @Nullable Double costUsd() {
        double sum = 0;
        for (Part part : parts) {
            Double cost = part.costUsd();
            if (cost == null) {
                return null;
            }
            sum += cost;
        }
        return sum;
    }
}
