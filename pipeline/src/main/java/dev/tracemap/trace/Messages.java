package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Message.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads chat messages, whatever dialect they are in, and the other things a model call carries beside them.
///
/// Known dialects: OpenAI chat and Responses, Anthropic, Gemini, Bedrock Converse, LangChain (plain and
/// lc-serialised), Vercel AI SDK, OpenTelemetry GenAI, PostHog's own form, plain strings; each also as a JSON string
/// and inside the usual envelopes (`messages`, `choices`, `candidates`, …).
public final class Messages {
    private static final List<String> FINISH_FIELDS =
            List.of("finish_reason", "finishReason", "stop_reason", "stopReason", "done_reason");
    private static final List<String> FINISH_ENVELOPES =
            List.of("choices", "candidates", "response_metadata", "kwargs", "data", "message", "generations");
    private static final int DEEPEST = 8;

    private Messages() {}

    /// Reads messages in order. Nothing is dropped: what is not understood becomes an [Message.Unknown] part.
    ///
    /// @param source an array of messages, one message, an envelope around them, a string, or nothing
    /// @param speaker who speaks where the source does not say: the user in a prompt, the assistant in an answer
    public static List<Message> read(@Nullable JsonNode source, Role speaker) {
        MessageReader reader = new MessageReader(speaker);
        if (source != null) {
            reader.any(source, 0);
        }
        return reader.messages();
    }

    /// Reads tool definitions: OpenAI, Anthropic, Gemini, MCP and Vercel shapes, also as JSON strings. An entry
    /// without a name is left out, for it cannot be called.
    public static List<ToolDefinition> tools(@Nullable JsonNode source) {
        return source == null ? List.of() : ToolDefinitionReader.read(source);
    }

    /// Why the model stopped, in the source's own word, where the answer carries it; of several choices the last.
    public static @Nullable String finishReason(@Nullable JsonNode output) {
        return output == null ? null : finishReason(EmbeddedJson.open(output), 0);
    }

    private static @Nullable String finishReason(JsonNode node, int depth) {
        if (depth > DEEPEST) {
            return null;
        }
        if (node.isArray()) {
            for (int i = node.size() - 1; i >= 0; i--) {
                String reason = finishReason(node.get(i), depth + 1);
                if (reason != null) {
                    return reason;
                }
            }
            return null;
        }
        for (String field : FINISH_FIELDS) {
            if (node.path(field).isTextual()) {
                return node.path(field).textValue();
            }
        }
        for (String envelope : FINISH_ENVELOPES) {
            String reason = node.has(envelope) ? finishReason(node.path(envelope), depth + 1) : null;
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }
}
