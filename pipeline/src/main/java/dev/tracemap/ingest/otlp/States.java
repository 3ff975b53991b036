package dev.tracemap.ingest.otlp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.ingest.convert.Json;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What went into a span that is no model call, and what came out.
final class States {
    private States() {}

    static Optional<JsonNode> input(Attributes attributes) {
        return state(
                attributes.takeText("input.mime_type"),
                attributes.take("input.value"),
                attributes.take(
                        "gen_ai.input.messages",
                        "ai.prompt",
                        "ai.value",
                        "ai.values",
                        "traceloop.entity.input",
                        "langfuse.observation.input",
                        "gen_ai.prompt",
                        "pydantic_ai.all_messages"));
    }

    static Optional<JsonNode> output(Attributes attributes) {
        return state(
                attributes.takeText("output.mime_type"),
                attributes.take("output.value"),
                attributes.take(
                        "gen_ai.output.messages",
                        "ai.response.text",
                        "ai.response.object",
                        "traceloop.entity.output",
                        "langfuse.observation.output",
                        "gen_ai.completion",
                        "final_result"));
    }

    /// OpenInference says whether its text is JSON; the others write JSON without saying so.
    private static Optional<JsonNode> state(
            @Nullable String mimeType, @Nullable JsonNode declared, @Nullable JsonNode undeclared) {
        if (declared == null) {
            return Optional.ofNullable(undeclared).map(Json::unwrap);
        }
        return Optional.of("text/plain".equals(mimeType) ? declared : Json.unwrap(declared));
    }
}
