package dev.tracemap.sample;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Something that goes wrong in some traces of an intent.
///
/// @param tool the tool it happens to
/// @param rate share of the traces that meet the conditions
/// @param on conditions: `model` or `tenant` and the value it must have
/// @param lines what the kind needs: an error, what the agent claims, a query, or how many times slower
record Failure(Kind kind, String tool, double rate, Map<String, String> on, List<String> lines) {

    enum Kind {
        /// The tool does not answer in time, up to three times, and is called again with the same arguments.
        TIMEOUT_RETRY,
        /// The tool fails, and the agent goes on as if it had not.
        SWALLOWED_ERROR,
        /// The model writes calls that fail until it gives up.
        MODEL_REGRESSION,
        /// The agent searches on and on with nearly the same words.
        SEARCH_LOOP,
        /// The agent says that it called the tool, and did not.
        CLAIMED_CALL,
        /// The tool works, but takes many times longer.
        SLOW_TOOL
    }

    Failure {
        lines = List.copyOf(lines);
    }

    String name() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    boolean canStrike(String model, String tenant) {
        return on.getOrDefault("model", model).equals(model)
                && on.getOrDefault("tenant", tenant).equals(tenant);
    }
}
