package dev.tracemap.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.ingest.convert.Draft;
import dev.tracemap.ingest.convert.Json;
import org.jspecify.annotations.Nullable;

/// Tokens and costs of a model call.
final class Usage {
    private Usage() {}

    static void put(Draft draft, Attributes attributes) {
        draft.put(
                        "$ai_input_tokens",
                        attributes.takeWhole(
                                "gen_ai.usage.input_tokens",
                                "gen_ai.usage.prompt_tokens",
                                "llm.token_count.prompt",
                                "llm.usage.prompt_tokens",
                                "ai.usage.inputTokens",
                                "ai.usage.promptTokens",
                                "ai.usage.tokens"))
                .put(
                        "$ai_output_tokens",
                        attributes.takeWhole(
                                "gen_ai.usage.output_tokens",
                                "gen_ai.usage.completion_tokens",
                                "llm.token_count.completion",
                                "llm.usage.completion_tokens",
                                "ai.usage.outputTokens",
                                "ai.usage.completionTokens"))
                .put(
                        "$ai_cache_read_input_tokens",
                        attributes.takeWhole(
                                "gen_ai.usage.cache_read.input_tokens",
                                "gen_ai.usage.cache_read_input_tokens",
                                "gen_ai.usage.details.cache_read_tokens",
                                "llm.token_count.prompt_details.cache_read",
                                "ai.usage.cachedInputTokens"))
                .put(
                        "$ai_cache_creation_input_tokens",
                        attributes.takeWhole(
                                "gen_ai.usage.cache_creation.input_tokens",
                                "gen_ai.usage.cache_creation_input_tokens",
                                "gen_ai.usage.details.cache_write_tokens",
                                "llm.token_count.prompt_details.cache_write"))
                .put(
                        "$ai_reasoning_tokens",
                        attributes.takeWhole(
                                "gen_ai.usage.reasoning.output_tokens",
                                "gen_ai.usage.reasoning_tokens",
                                "gen_ai.usage.details.reasoning_tokens",
                                "llm.token_count.completion_details.reasoning",
                                "ai.usage.reasoningTokens"));
        langfuse(draft, attributes);
        draft.put("$ai_input_cost_usd", attributes.takeNumber("llm.cost.prompt", "gen_ai.usage.input_cost"))
                .put("$ai_output_cost_usd", attributes.takeNumber("llm.cost.completion", "gen_ai.usage.output_cost"))
                .put(
                        "$ai_total_cost_usd",
                        attributes.takeNumber(
                                "llm.cost.total",
                                "gen_ai.usage.cost",
                                "gen_ai.usage.total_cost",
                                "gen_ai.usage.cost_usd",
                                "operation.cost"));
    }

    /// Langfuse packs both into JSON: `{input, output, total}`.
    private static void langfuse(Draft draft, Attributes attributes) {
        JsonNode usage = object(attributes.take("langfuse.observation.usage_details"));
        draft.put("$ai_input_tokens", usage.get("input")).put("$ai_output_tokens", usage.get("output"));
        JsonNode cost = object(attributes.take("langfuse.observation.cost_details"));
        draft.put("$ai_input_cost_usd", cost.get("input"))
                .put("$ai_output_cost_usd", cost.get("output"))
                .put("$ai_total_cost_usd", cost.get("total"));
    }

    private static JsonNode object(@Nullable JsonNode packed) {
        return packed == null ? Json.object() : Json.unwrap(packed);
    }
}
