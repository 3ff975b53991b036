package dev.tracemap.sample;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Something that goes wrong in some traces of an intent.
///
/// @param name what the truth calls it
/// @param tool the tool it happens to
/// @param rate share of the traces that meet the conditions
/// @param on conditions: `model` or `tenant` and the value it must have
/// @param lines what the kind needs: an error, what the agent claims, a query, or how many times slower
record Failure(String name, Kind kind, String tool, double rate, Map<String, String> on, List<String> lines) {

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
        SLOW_TOOL,
        /// The provider turns the model's calls away again and again.
        RATE_LIMITED,
        /// The agent calls the tool with the same arguments many times, and the result does not change.
        POLLING,
        /// The result of the tool holds an instruction, and the agent obeys; a line is `instruction => answer`.
        INJECTED,
        /// The agent asks for what it was told; a line is `question => what the user says`.
        ASKS_AGAIN,
        /// The tool works, but the answer is another one.
        WRONG_ANSWER
    }

    Failure {
        lines = List.copyOf(lines);
    }

    /// Called after its kind.
    Failure(Kind kind, String tool, double rate, Map<String, String> on, List<String> lines) {
        this(kind.name().toLowerCase(Locale.ROOT), kind, tool, rate, on, lines);
    }

    boolean canStrike(String model, String tenant) {
        return on.getOrDefault("model", model).equals(model)
                && on.getOrDefault("tenant", tenant).equals(tenant);
    }
}
