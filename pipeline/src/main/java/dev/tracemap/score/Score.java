package dev.tracemap.score;

import dev.tracemap.trace.Level;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A judgement that is kept, so that nothing is judged twice.
///
/// @param revision of the item, when it was judged
/// @param version of the rubric
/// @param judge the model's name, or [#AGENT]
/// @param judgement absent where the judge refused or twice answered in a wrong form; it is not asked again
public record Score(
        Level level,
        String itemId,
        String revision,
        String rubric,
        String version,
        String judge,
        @Nullable Judgement judgement,
        Instant at) {
    /// An agent that is connected to the tools.
    public static final String AGENT = "agent";
}
