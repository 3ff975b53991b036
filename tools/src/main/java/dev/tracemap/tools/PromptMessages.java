package dev.tracemap.tools;

import java.util.List;

/// A prompt with its arguments filled in: what the user says to the agent, message by message.
public record PromptMessages(String description, List<String> texts) {
    public PromptMessages {
        texts = List.copyOf(texts);
    }
}
