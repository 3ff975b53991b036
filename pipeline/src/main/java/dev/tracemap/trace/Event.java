package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One captured record, in the shape of PostHog's LLM events; every import format is converted to it.
///
/// @param uuid identity: a second event with the same team and uuid is a duplicate
/// @param teamId the owner of the data, 1 by default
/// @param name `$ai_generation`, `$ai_span`, `$ai_embedding`, `$ai_trace`, `$ai_metric`, `$ai_feedback`,
///     `$ai_evaluation`, …
/// @param timestamp when the recorded work **ended**; it began `$ai_latency` seconds earlier
/// @param distinctId the user the work was done for; empty when unknown
/// @param properties everything else, whole. Not to be modified by whoever receives an event.
public record Event(
        String uuid, long teamId, String name, Instant timestamp, String distinctId, ObjectNode properties) {

    public static final String GENERATION = "$ai_generation";
    public static final String SPAN = "$ai_span";
    public static final String EMBEDDING = "$ai_embedding";
    public static final String TRACE = "$ai_trace";
    public static final String METRIC = "$ai_metric";
    public static final String FEEDBACK = "$ai_feedback";
    public static final String EVALUATION = "$ai_evaluation";

    public Event {
        if (uuid.isBlank()) {
            throw new IllegalArgumentException("an event needs a uuid");
        }
    }

    public @Nullable String traceId() {
        return text("$ai_trace_id");
    }

    public @Nullable String sessionId() {
        return text("$ai_session_id");
    }

    /// A generation may carry its own id as `$ai_generation_id`.
    public @Nullable String spanId() {
        String id = text("$ai_span_id");
        return id != null ? id : text("$ai_generation_id");
    }

    public @Nullable String parentId() {
        return text("$ai_parent_id");
    }

    public @Nullable String spanName() {
        String name = text("$ai_span_name");
        return name != null ? name : text("$ai_trace_name");
    }

    public @Nullable String model() {
        return text("$ai_model");
    }

    public @Nullable String provider() {
        return text("$ai_provider");
    }

    public @Nullable Long inputTokens() {
        return whole("$ai_input_tokens");
    }

    public @Nullable Long outputTokens() {
        return whole("$ai_output_tokens");
    }

    public @Nullable Long cacheReadInputTokens() {
        return whole("$ai_cache_read_input_tokens");
    }

    public @Nullable Long cacheCreationInputTokens() {
        return whole("$ai_cache_creation_input_tokens");
    }

    public @Nullable Long reasoningTokens() {
        return whole("$ai_reasoning_tokens");
    }

    /// US dollars; absent when neither the source nor the price table knows it, which is not the same as zero.
    public @Nullable Double totalCostUsd() {
        Double total = number("$ai_total_cost_usd");
        if (total != null) {
            return total;
        }
        Double input = number("$ai_input_cost_usd");
        Double output = number("$ai_output_cost_usd");
        if (input == null && output == null) {
            return null;
        }
        return (input == null ? 0 : input) + (output == null ? 0 : output);
    }

    /// Seconds from start to end; negative and non-finite values count as absent.
    public @Nullable Double latency() {
        Double seconds = number("$ai_latency");
        return seconds == null || seconds < 0 ? null : seconds;
    }

    /// When the work began: the timestamp less the latency, or the timestamp itself.
    public Instant start() {
        Double seconds = latency();
        return seconds == null ? timestamp : timestamp.minus(Duration.ofNanos(Math.round(seconds * 1e9)));
    }

    public boolean isError() {
        JsonNode flag = properties.get("$ai_is_error");
        if (flag != null && flag.isBoolean()) {
            return flag.booleanValue();
        }
        boolean said = flag != null && flag.isTextual();
        return said ? Boolean.parseBoolean(flag.textValue()) : error() != null;
    }

    /// What went wrong in the source's own words, as text or compact JSON.
    public @Nullable String error() {
        JsonNode error = properties.get("$ai_error");
        if (error == null
                || error.isNull()
                || (error.isTextual() && error.textValue().isBlank())) {
            return null;
        }
        return error.isTextual() ? error.textValue() : error.toString();
    }

    /// A property that holds text; numbers are given as text, everything else and the empty string count as absent.
    public @Nullable String text(String property) {
        JsonNode value = properties.get(property);
        if (value == null || value.isNull() || value.isContainerNode()) {
            return null;
        }
        String text = value.asText();
        return text.isEmpty() ? null : text;
    }

    private @Nullable Double number(String property) {
        JsonNode value = properties.get(property);
        if (value == null) {
            return null;
        }
        double number =
                value.isNumber() ? value.doubleValue() : value.isTextual() ? parse(value.textValue()) : Double.NaN;
        return Double.isFinite(number) ? number : null;
    }

    private @Nullable Long whole(String property) {
        Double number = number(property);
        return number == null || number < 0 ? null : (Long) number.longValue();
    }

    private static double parse(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}
