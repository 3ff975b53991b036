package dev.tracemap.llm;

import java.util.List;

/// What is put to a chat model.
///
/// @param tools the model may call; empty for a plain answer
/// @param maxOutputTokens most the answer may have, thinking included
public record ChatRequest(List<ChatMessage> messages, List<ToolSpec> tools, int maxOutputTokens) {
    public ChatRequest {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }
}
