package dev.tracemap.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tracemap.trace.Message.Media;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads what an image, a sound or a blob is, and how big; the bytes themselves stay behind.
final class MediaReader {
    private static final List<String> TYPE_FIELDS =
            List.of("media_type", "mediaType", "mime_type", "mimeType", "format");
    private static final List<String> DATA_FIELDS =
            List.of("data", "base64", "b64_json", "content", "bytes", "file_data", "image", "url", "uri", "image_url");
    /// Where dialects put the details, one level down.
    private static final List<String> DETAILS = List.of(
            "source",
            "image_url",
            "input_audio",
            "inlineData",
            "inline_data",
            "fileData",
            "file_data",
            "file",
            "video_url",
            "image",
            "document",
            "video");

    private MediaReader() {}

    /// @param node the block, or a string with a data URL, a link or base64
    static Media read(String kind, JsonNode node) {
        String type = mediaType(node);
        String data = node.isTextual() ? node.textValue() : BlockReader.text(node, DATA_FIELDS);
        for (String detail : DETAILS) {
            JsonNode inside = node.path(detail);
            if (inside.isObject()) {
                type = type == null ? mediaType(inside) : type;
                data = data == null ? data(inside) : data;
            }
        }
        if (data != null && data.startsWith("data:")) {
            int end = data.indexOf(',');
            String head = data.substring(5, end < 0 ? data.length() : end);
            type = type == null && !head.isEmpty() ? head.split(";", 2)[0] : type;
            return new Media(kind, type, end < 0 ? -1 : base64Bytes(data.substring(end + 1)));
        }
        boolean link = data == null || data.contains("://");
        return new Media(kind, type, link || data == null ? -1 : base64Bytes(data));
    }

    static boolean isMedia(JsonNode block) {
        return DETAILS.stream().anyMatch(detail -> block.path(detail).isObject());
    }

    static Media untyped(JsonNode block) {
        for (String detail : DETAILS) {
            if (block.path(detail).isObject()) {
                String type = mediaType(block.path(detail));
                String family = type == null ? "" : type.split("/", 2)[0];
                boolean telling = List.of("image", "audio", "video").contains(family);
                return read(telling ? family : kindOf(detail.toLowerCase(Locale.ROOT)), block);
            }
        }
        return read("file", block);
    }

    static String kindOf(String type) {
        for (String kind : List.of("image", "audio", "video", "document", "blob")) {
            if (type.contains(kind)) {
                return kind;
            }
        }
        return "file";
    }

    /// Decoded size of base64 text, without decoding it.
    static long base64Bytes(String base64) {
        int padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
        return base64.length() * 3L / 4 - padding;
    }

    private static @Nullable String mediaType(JsonNode node) {
        return BlockReader.text(node, TYPE_FIELDS);
    }

    private static @Nullable String data(JsonNode node) {
        String data = BlockReader.text(node, DATA_FIELDS);
        return data != null ? data : BlockReader.text(node.path("source"), DATA_FIELDS);
    }
}
