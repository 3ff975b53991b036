package dev.tracemap.llm;

import java.util.List;

/// One message of a conversation with a chat model.
public sealed interface ChatMessage {

    /// What the model is and how it should answer.
    record Instruction(String text) implements ChatMessage {}

    record User(String text) implements ChatMessage {}

    /// What the model said before, with the tools it called.
    record Assistant(String text, List<ToolCall> toolCalls) implements ChatMessage {
        public Assistant {
            toolCalls = List.copyOf(toolCalls);
        }
    }

    /// What a tool answered.
    ///
    /// @param callId of the [ToolCall] it answers
    record ToolResult(String callId, String text) implements ChatMessage {}
}
