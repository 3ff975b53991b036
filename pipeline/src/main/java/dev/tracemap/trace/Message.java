package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One chat message, whatever dialect it came in.
public record Message(Role role, List<Part> parts) {

    /// Who speaks. `OTHER` keeps unknown roles visible.
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT,
        TOOL,
        OTHER
    }

    /// A piece of a message.
    public sealed interface Part {}

    public record Text(String text) implements Part {}

    /// Reasoning shown by the model.
    public record Thinking(String text) implements Part {}

    /// The model asks for a tool. `arguments` is an object where the source's text could be parsed, else a text node.
    public record ToolCall(@Nullable String id, String name, JsonNode arguments) implements Part {}

    /// What a tool answered; `callId` and `name` as far as the source gives them.
    public record ToolResult(
            @Nullable String callId, @Nullable String name, JsonNode content, boolean isError) implements Part {}

    /// An image, audio clip, document or blob: only its kind, media type and size in bytes (or -1) are kept here.
    public record Media(String kind, @Nullable String mediaType, long bytes) implements Part {}

    /// A block we do not know, kept whole.
    public record Unknown(JsonNode block) implements Part {}

    public Message {
        parts = List.copyOf(parts);
    }

    /// The text parts joined by line breaks; empty when there are none.
    public String text() {
        StringBuilder joined = new StringBuilder();
        for (Part part : parts) {
            if (part instanceof Text text) {
                if (!joined.isEmpty()) {
                    joined.append('\n');
                }
                joined.append(text.text());
            }
        }
        return joined.toString();
    }
}
