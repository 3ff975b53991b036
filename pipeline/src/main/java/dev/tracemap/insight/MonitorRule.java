package dev.tracemap.insight;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What tells whether an item is of the kind that a monitor watches.
///
/// @param by which of the two decides
/// @param readable absent where the spans do not tell
public record MonitorRule(
        By by, CentroidRule centroid, @Nullable ReadableRule readable) {

    /// Which kind of rule decides.
    public enum By {
        /// Where the item lies among the embeddings.
        CENTROID,
        /// What its spans and properties say.
        READABLE;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// @throws IllegalArgumentException naming those there are
        public static By fromWire(String word) {
            return Arrays.stream(values())
                    .filter(by -> by.wire().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("rule '" + word + "' is not one of "
                            + Arrays.stream(values()).map(By::wire).collect(Collectors.joining(", "))));
        }
    }

    public MonitorRule {
        if (by == By.READABLE && readable == null) {
            throw new IllegalArgumentException(
                    "the spans do not tell this cluster from the rest: only the centroid does");
        }
    }

    /// For people: the readable rule, or where the middle lies and how far it reaches.
    public String text() {
        ReadableRule conditions = readable;
        return by == By.READABLE && conditions != null
                ? conditions.text()
                : String.format(
                        Locale.ROOT,
                        "cosine with the cluster's middle at least %.3f, and no nearer to %d neighbouring clusters",
                        centroid.least(),
                        centroid.rivals().size());
    }
}
