package dev.tracemap.llm;

import java.util.List;

/// What a chat model answered.
///
/// @param text empty when it only calls tools
/// @param finishReason as the server gave it: `stop`, `tool_calls`, `length`, `content_filter`, …
public record ChatAnswer(String text, List<ToolCall> toolCalls, String finishReason, TokenUse tokens) {
    public ChatAnswer {
        toolCalls = List.copyOf(toolCalls);
    }

    /// The answer as a message, to go on with the conversation.
    public ChatMessage.Assistant asMessage() {
        return new ChatMessage.Assistant(text, toolCalls);
    }
}
