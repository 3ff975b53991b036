package dev.tracemap.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tracemap.trace.Message.Media;
import dev.tracemap.trace.Message.Part;
import dev.tracemap.trace.Message.Text;
import dev.tracemap.trace.Message.Thinking;
import dev.tracemap.trace.Message.ToolCall;
import dev.tracemap.trace.Message.ToolResult;
import dev.tracemap.trace.Message.Unknown;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What a message says, as a short key. Two messages with equal keys say the same, though one may carry reasoning or
/// call ids that the other lacks.
final class MessageKey {
    private static final JsonMapper SORTED =
            JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

    private MessageKey() {}

    static String of(Message message) {
        StringBuilder said = new StringBuilder(message.role().name());
        for (Part part : message.parts()) {
            append(part, said);
        }
        return digest(said.toString());
    }

    /// JSON with its properties sorted, so that equal values are equal texts.
    static String canonical(JsonNode node) {
        try {
            return SORTED.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            // Deeper than Jackson writes this way; the plain form walks without recursion.
            return node.toString();
        }
    }

    private static void append(Part part, StringBuilder said) {
        switch (part) {
            case Text text -> said.append("\ntext ").append(text.text().strip());
            case Thinking thinking -> {}
            case ToolCall call ->
                said.append("\ncall ").append(call.name()).append(' ').append(canonical(call.arguments()));
            case ToolResult result -> said.append("\nresult ").append(canonical(result.content()));
            case Media media -> said.append("\nmedia ").append(media);
            case Unknown unknown -> said.append("\nblock ").append(canonical(unknown.block()));
        }
    }

    private static String digest(String said) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(said.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
