package dev.tracemap.ingest.otlp;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What kind of work a span records.
enum Work {
    GENERATION,
    EMBEDDING,
    TOOL,
    AGENT,
    OTHER;

    /// The most explicit statement wins: the AI SDK's operation (its outer span repeats the inner call's messages and
    /// must not count as a second call), then the kinds that conventions name, then what the attributes give away.
    static Work of(Attributes attributes) {
        Work stated = fromVercel(attributes.peek("ai.operationId"));
        if (stated == null) {
            stated = fromKind(
                    attributes.peek("openinference.span.kind", "langfuse.observation.type", "langsmith.span.kind"));
        }
        if (stated == null) {
            stated = fromOperation(attributes.peek("gen_ai.operation.name"));
        }
        if (stated == null) {
            stated = fromRequest(attributes.peek("llm.request.type"));
        }
        if (stated == null) {
            stated = fromKind(attributes.peek("traceloop.span.kind"));
        }
        return stated != null ? stated : guess(attributes);
    }

    private static @Nullable Work fromVercel(@Nullable String operation) {
        if (operation == null) {
            return null;
        }
        if (operation.startsWith("ai.embed")) {
            return operation.endsWith(".doEmbed") ? EMBEDDING : OTHER;
        }
        if (operation.equals("ai.toolCall")) {
            return TOOL;
        }
        return operation.endsWith(".doGenerate") || operation.endsWith(".doStream") ? GENERATION : AGENT;
    }

    private static @Nullable Work fromKind(@Nullable String kind) {
        return switch (kind == null ? "" : kind.toLowerCase(Locale.ROOT)) {
            case "llm", "generation" -> GENERATION;
            case "embedding" -> EMBEDDING;
            case "tool" -> TOOL;
            case "agent" -> AGENT;
            case "", "span", "unknown" -> null;
            default -> OTHER;
        };
    }

    private static @Nullable Work fromOperation(@Nullable String operation) {
        return switch (operation == null ? "" : operation) {
            case "chat", "text_completion", "completion", "generate_content", "responses" -> GENERATION;
            case "embeddings", "embedding" -> EMBEDDING;
            case "execute_tool" -> TOOL;
            case "invoke_agent", "create_agent" -> AGENT;
            case "" -> null;
            default -> OTHER;
        };
    }

    private static @Nullable Work fromRequest(@Nullable String type) {
        return switch (type == null ? "" : type) {
            case "chat", "completion" -> GENERATION;
            case "embedding" -> EMBEDDING;
            case "" -> null;
            default -> OTHER;
        };
    }

    private static Work guess(Attributes attributes) {
        if (attributes.has("gen_ai.tool.name") || attributes.has("tool.name")) {
            return TOOL;
        }
        boolean model = attributes.has("gen_ai.request.model")
                || attributes.has("gen_ai.response.model")
                || attributes.has("llm.model_name");
        boolean spoke = attributes.hasPrefix("gen_ai.prompt")
                || attributes.hasPrefix("gen_ai.completion")
                || attributes.hasPrefix("gen_ai.input.messages")
                || attributes.hasPrefix("gen_ai.usage.")
                || attributes.hasPrefix("llm.input_messages.")
                || attributes.hasPrefix("llm.token_count.");
        return model && spoke ? GENERATION : OTHER;
    }
}
