package dev.tracemap.sample;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/// The prompt of an agent as it grows, message by message.
final class Conversation {
    private final String parentId;
    private final List<ObjectNode> messages = new ArrayList<>();
    private long characters;

    /// @param parentId the span or trace in which the agent works
    Conversation(String parentId, String system) {
        this.parentId = parentId;
        add(Dialect.message("system", system));
    }

    void add(ObjectNode message) {
        messages.add(message);
        characters += message.toString().length();
    }

    String parentId() {
        return parentId;
    }

    /// About as many as a tokenizer would count: four characters each.
    long tokens() {
        return characters / 4;
    }

    /// The prompt as it is now. The messages are shared between the prompts of a trace, not copied.
    ArrayNode prompt() {
        return JsonNodeFactory.instance.arrayNode(messages.size()).addAll(messages);
    }
}
