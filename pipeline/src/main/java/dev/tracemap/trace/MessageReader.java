package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Message.Part;
import dev.tracemap.trace.Message.Role;
import dev.tracemap.trace.Message.Text;
import dev.tracemap.trace.Message.Thinking;
import dev.tracemap.trace.Message.ToolCall;
import dev.tracemap.trace.Message.ToolResult;
import dev.tracemap.trace.Message.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds the messages in one value and reads them. Blocks that stand without a message around them (a list of
/// Anthropic blocks, the items of a Responses call) are gathered into one message as long as the same side speaks.
final class MessageReader {
    /// Sources nest envelopes a few levels deep; beyond this something is wrong, and the rest is kept unread.
    private static final int DEEPEST = 64;

    private static final List<String> SYSTEM_FIELDS =
            List.of("system", "systemInstruction", "system_instruction", "instructions");
    private static final List<String> ENVELOPES =
            List.of("messages", "contents", "choices", "candidates", "generations", "message");

    private final Role speaker;
    private final List<Message> messages = new ArrayList<>();
    private final List<Part> loose = new ArrayList<>();
    private Role looseRole;

    MessageReader(Role speaker) {
        this.speaker = speaker;
        this.looseRole = speaker;
    }

    List<Message> messages() {
        flush();
        return List.copyOf(messages);
    }

    void any(JsonNode node, int depth) {
        if (node.isNull() || node.isMissingNode()) {
            return;
        }
        if (depth > DEEPEST) {
            loose(new Unknown(node));
        } else if (node.isArray()) {
            for (JsonNode element : node) {
                if (element.isArray()) {
                    flush();
                }
                any(element, depth + 1);
            }
        } else if (node.isObject()) {
            object(node, depth);
        } else {
            scalar(node, depth);
        }
    }

    private void scalar(JsonNode node, int depth) {
        JsonNode inner = EmbeddedJson.open(node);
        if (inner.isContainerNode() && holdsMessages(inner)) {
            any(inner, depth + 1);
        } else if (!node.asText().isEmpty()) {
            loose(new Text(node.asText()));
        }
    }

    /// An answer may itself be JSON that the user asked for; only what is clearly a message is taken apart.
    private static boolean holdsMessages(JsonNode inner) {
        JsonNode sample = inner.isArray() && !inner.isEmpty() ? inner.get(0) : inner;
        boolean message = sample.path("role").isTextual()
                && (sample.has("content") || sample.has("parts") || sample.has("tool_calls"));
        boolean serialised = sample.has("lc") && sample.has("kwargs");
        boolean envelope = sample.path("messages").isArray()
                || sample.path("choices").isArray()
                || sample.path("candidates").isArray();
        boolean listed = inner.isArray() && sample.isObject() && roleOf(sample) != null;
        boolean nested = sample.isArray() && holdsMessages(sample);
        return message
                || listed
                || serialised
                || envelope
                || nested
                || (inner.isArray() && BlockReader.areBlocks(inner));
    }

    private void object(JsonNode node, int depth) {
        Role role = roleOf(node);
        if (node.path("kwargs").isObject() && role != null) {
            message(node.path("kwargs"), role);
        } else if (node.path("data").isObject() && !node.has("content") && role != null) {
            message(node.path("data"), role);
        } else if (role != null) {
            message(node, role);
        } else if (!envelope(node, depth)) {
            block(node, depth);
        }
    }

    private boolean envelope(JsonNode node, int depth) {
        for (String field : ENVELOPES) {
            JsonNode inside = node.path(field);
            if (inside.isContainerNode() || (field.equals("message") && inside.isTextual())) {
                system(node);
                any(inside, depth + 1);
                return true;
            }
        }
        boolean response = node.path("object").asText().equals("response");
        if (response && node.path("output").isArray()) {
            any(node.path("output"), depth + 1);
            return true;
        }
        return false;
    }

    private void system(JsonNode request) {
        for (String field : SYSTEM_FIELDS) {
            JsonNode system = request.path(field);
            if (!system.isMissingNode() && !system.isNull()) {
                flush();
                MessageReader reader = new MessageReader(Role.SYSTEM);
                reader.any(system, DEEPEST - 8);
                messages.addAll(reader.messages());
            }
        }
    }

    private void block(JsonNode node, int depth) {
        boolean bare =
                !node.has("type") && (node.has("content") || node.path("parts").isArray());
        if (bare && node.path("content").isObject()) {
            any(node.path("content"), depth + 1);
        } else if (bare) {
            message(node, speaker);
        } else {
            List<Part> parts = new ArrayList<>();
            BlockReader.read(node, parts);
            parts.forEach(this::loose);
        }
    }

    private void loose(Part part) {
        Role role =
                switch (part) {
                    case ToolCall call -> Role.ASSISTANT;
                    case Thinking thinking -> Role.ASSISTANT;
                    case ToolResult result -> Role.TOOL;
                    case Text text -> speaker;
                    case Message.Media media -> speaker;
                    case Unknown unknown -> speaker;
                };
        if (role != looseRole) {
            flush();
            looseRole = role;
        }
        loose.add(part);
    }

    private void flush() {
        if (!loose.isEmpty()) {
            messages.add(new Message(looseRole, loose));
            loose.clear();
        }
    }

    /// One message. Tool results become messages of their own with role `TOOL`, since some dialects put them into the
    /// user's message and others into the assistant's.
    private void message(JsonNode node, Role role) {
        flush();
        List<Part> parts = MessageParts.read(node, role);
        if (parts.isEmpty()) {
            messages.add(new Message(role, parts));
            return;
        }
        List<Part> run = new ArrayList<>();
        boolean results = parts.getFirst() instanceof ToolResult;
        for (Part part : parts) {
            if (part instanceof ToolResult != results) {
                messages.add(new Message(results ? Role.TOOL : role, run));
                run.clear();
                results = !results;
            }
            run.add(part);
        }
        messages.add(new Message(results ? Role.TOOL : role, run));
    }

    /// The speaker a node names, or null when the node is not a message.
    private static @Nullable Role roleOf(JsonNode node) {
        if (node.path("role").isTextual()) {
            return role(node.path("role").textValue());
        }
        if (node.path("kwargs").isObject() && node.path("id").isArray()) {
            JsonNode id = node.path("id");
            return named(id.path(id.size() - 1).asText());
        }
        boolean carries = node.has("content") || node.path("data").isObject();
        return carries && node.path("type").isTextual()
                ? named(node.path("type").textValue())
                : null;
    }

    private static Role role(String word) {
        Role known = named(word);
        return known == null ? Role.OTHER : known;
    }

    private static @Nullable Role named(String word) {
        String plain = word.toLowerCase(Locale.ROOT).replace("chunk", "").replace("message", "");
        return switch (plain) {
            case "system", "developer" -> Role.SYSTEM;
            case "user", "human" -> Role.USER;
            case "assistant", "ai", "model", "chatbot", "bot" -> Role.ASSISTANT;
            case "tool", "function", "ipython" -> Role.TOOL;
            case "chat" -> Role.OTHER;
            default -> null;
        };
    }
}
