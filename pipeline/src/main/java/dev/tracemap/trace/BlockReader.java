package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Message.Media;
import dev.tracemap.trace.Message.Part;
import dev.tracemap.trace.Message.Text;
import dev.tracemap.trace.Message.Thinking;
import dev.tracemap.trace.Message.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads one content block of any dialect.
final class BlockReader {
    private static final List<String> TEXT_FIELDS = List.of("text", "content", "value", "refusal");
    private static final List<String> THINKING_FIELDS = List.of("thinking", "text", "content", "reasoning");

    private BlockReader() {}

    /// Adds what the block holds; most blocks give one part, some (a Vercel tool part with its result) give two, an
    /// empty text none.
    static void read(JsonNode block, List<Part> parts) {
        if (block.isTextual()) {
            addText(block.textValue(), parts);
            return;
        }
        if (!block.isObject()) {
            if (!block.isNull()) {
                parts.add(new Unknown(block));
            }
            return;
        }
        String type = typeOf(block);
        if (type.isEmpty()) {
            untyped(block, parts);
        } else {
            typed(type, block, parts);
        }
    }

    /// Whether an array looks like content blocks, judged by their types.
    static boolean areBlocks(JsonNode array) {
        for (JsonNode block : array) {
            List<Part> parts = new ArrayList<>();
            if (typeOf(block).isEmpty()) {
                return false;
            }
            read(block, parts);
            if (!parts.stream().allMatch(MessageParts::isUnderstood)) {
                return false;
            }
        }
        return !array.isEmpty();
    }

    /// The first of the fields that holds text or a number.
    static @Nullable String text(JsonNode node, List<String> fields) {
        for (String field : fields) {
            JsonNode value = node.path(field);
            if (value.isTextual() || value.isNumber()) {
                return value.asText();
            }
        }
        return null;
    }

    private static String typeOf(JsonNode block) {
        return block.path("type").asText("").toLowerCase(Locale.ROOT).replace('-', '_');
    }

    private static void typed(String type, JsonNode block, List<Part> parts) {
        switch (type) {
            case "text", "input_text", "output_text", "summary_text", "refusal" -> addText(words(block), parts);
            case "thinking", "reasoning", "thought" -> thinking(block, parts);
            case "redacted_thinking", "redacted_reasoning" -> parts.add(redacted("redacted thinking", block, "data"));
            case "image", "image_url", "input_image", "audio", "input_audio", "video", "video_url", "media" ->
                parts.add(MediaReader.read(MediaReader.kindOf(type), block));
            case "blob", "uri", "file", "input_file", "document", "inline_data" -> document(block, parts);
            default -> {
                if (!ToolBlocks.read(type, block, parts)) {
                    parts.add(new Unknown(block));
                }
            }
        }
    }

    /// Gemini and Bedrock name a block by its only field.
    private static void untyped(JsonNode block, List<Part> parts) {
        if (block.path("text").isTextual()) {
            boolean thought = block.path("thought").asBoolean();
            String text = block.path("text").textValue();
            if (thought && !text.isEmpty()) {
                parts.add(new Thinking(text));
            } else {
                addText(text, parts);
            }
        } else if (block.path("reasoningContent").isObject()) {
            thinking(block.path("reasoningContent").path("reasoningText"), parts);
        } else if (MediaReader.isMedia(block)) {
            parts.add(MediaReader.untyped(block));
        } else if (!ToolBlocks.untyped(block, parts)) {
            parts.add(new Unknown(block));
        }
    }

    private static void addText(@Nullable String text, List<Part> parts) {
        if (text != null && !text.isEmpty()) {
            parts.add(new Text(text));
        }
    }

    private static @Nullable String words(JsonNode block) {
        String text = text(block, TEXT_FIELDS);
        return text != null ? text : text(block.path("text"), TEXT_FIELDS);
    }

    /// Reasoning comes as one text, as a list of summaries, or sealed.
    private static void thinking(JsonNode block, List<Part> parts) {
        String text = text(block, THINKING_FIELDS);
        if (text != null) {
            if (!text.isEmpty()) {
                parts.add(new Thinking(text));
            }
            return;
        }
        int before = parts.size();
        for (JsonNode piece : list(block.path("summary"), block.path("content"))) {
            String words = piece.isTextual() ? piece.textValue() : words(piece);
            if (words != null && !words.isEmpty()) {
                parts.add(new Thinking(words));
            }
        }
        if (parts.size() == before && block.path("encrypted_content").isTextual()) {
            parts.add(redacted("encrypted reasoning", block, "encrypted_content"));
        }
    }

    private static List<JsonNode> list(JsonNode first, JsonNode second) {
        List<JsonNode> all = new ArrayList<>();
        first.forEach(all::add);
        second.forEach(all::add);
        return all;
    }

    private static Part redacted(String kind, JsonNode block, String field) {
        return new Media(kind, null, MediaReader.base64Bytes(block.path(field).asText()));
    }

    /// A document may hold plain text, which stays readable.
    private static void document(JsonNode block, List<Part> parts) {
        JsonNode source = block.path("source");
        if (source.path("type").asText().equals("text")) {
            addText(source.path("data").asText(), parts);
        } else {
            parts.add(MediaReader.read(MediaReader.kindOf(typeOf(block)), block));
        }
    }
}
