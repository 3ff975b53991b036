package dev.tracemap.insight;

import java.util.Set;

/// Which properties of events tell items apart, and under which names we count our own.
public final class Properties {
    public static final String MODEL = "model";
    public static final String PROVIDER = "provider";
    public static final String TOOL = "tool";
    /// A tool of which a call failed in the item.
    public static final String FAILED_TOOL = "failed_tool";
    public static final String LANGUAGE = "language";
    public static final String USER = "user";
    /// Of the day, in UTC.
    public static final String HOUR = "hour";

    public static final String FINISH_REASON = "finish_reason";
    public static final String RETRIES = "retry_count";
    public static final String TOOL_ERRORS = "tool_error_count";
    public static final String SWALLOWED_ERRORS = "swallowed_errors";
    public static final String CLAIMED = "claimed_vs_actual_tools";
    public static final String TURNS = "turn_count";
    public static final String TOOL_CALLS = "tool_call_count";
    public static final String DEPTH = "max_depth";
    public static final String TOKENS = "total_tokens";
    public static final String COST = "cost_usd";
    public static final String LATENCY = "latency_s";

    /// Before the name of a step: how long it took in an item, at most.
    public static final String SECONDS_IN = "seconds in ";

    /// Longer values are texts rather than kinds.
    public static final int LONGEST = 100;

    /// What the tracing libraries write is read elsewhere, but for these.
    public static final Set<String> OF_LIBRARIES = Set.of(
            "$ai_version",
            "$ai_prompt_name",
            "$ai_prompt_version",
            "$ai_framework",
            "$ai_lib",
            "$ai_lib_version",
            "$ai_service_name",
            "$ai_temperature");

    private static final Set<String> OUTCOMES = Set.of(
            FINISH_REASON,
            FAILED_TOOL,
            RETRIES,
            TOOL_ERRORS,
            SWALLOWED_ERRORS,
            TURNS,
            TOOL_CALLS,
            TOKENS,
            CLAIMED,
            COST,
            LATENCY,
            DEPTH,
            "failure_mode",
            "completion_status",
            "concerning_behavior");

    private Properties() {}

    /// Whether it says how the work went. That errors go with it explains none.
    static boolean isOutcome(String property) {
        return OUTCOMES.contains(property) || property.startsWith(SECONDS_IN);
    }
}
