package dev.tracemap.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import dev.tracemap.ingest.convert.ChatConverter;
import dev.tracemap.ingest.convert.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells from the beginning of a source what it is. Works on incomplete values, since a first line may be longer than
/// what is looked at.
final class Detector {
    private static final int LINES_LOOKED_AT = 200;
    private static final int FIELDS_LOOKED_AT = 200;
    private static final int KEYS_NAMED = 8;
    private static final String OBJECT = "{}";
    private static final String ARRAY = "[]";
    private static final Set<String> CODEX =
            Set.of("session_meta", "turn_context", "response_item", "event_msg", "compacted");

    private Detector() {}

    /// @param format null when nothing known was seen
    /// @param session the session an agent's log belongs to
    /// @param agent whether it is the log of a sub-agent
    /// @param found in words, what was seen; empty when there is nothing
    record Detected(
            @Nullable Format format,
            Layout layout,
            @Nullable String session,
            boolean agent,
            String found) {

        boolean isEmpty() {
            return found.isEmpty();
        }

        Detected describedAs(String words) {
            return new Detected(format, layout, session, agent, words);
        }
    }

    static Detected detect(byte[] head) {
        if (isBlank(head, 0, head.length)) {
            return new Detected(null, Layout.LINES, null, false, "");
        }
        Beginning beginning = beginning(head);
        if (beginning == Beginning.DOCUMENT) {
            return detected(shape(head, 0, head.length), Layout.DOCUMENT);
        }
        List<String> header = header(head);
        if (ChatConverter.reads(header, header::contains)) {
            return new Detected(Format.CHAT, Layout.TABLE, null, false, "a table");
        }
        Map<String, String> first = Map.of();
        int start = 0;
        for (int i = 0; i < LINES_LOOKED_AT && start < head.length; i++) {
            int end = lineEnd(head, start);
            Map<String, String> shape = shape(head, start, end);
            Detected detected = detected(shape, Layout.LINES);
            if (detected.format() != null) {
                return detected;
            }
            first = first.isEmpty() ? shape : first;
            start = end + 1;
        }
        Detected detected = beginning == Beginning.BROKEN
                ? detected(shape(head, 0, head.length), Layout.DOCUMENT)
                : detected(first, Layout.LINES);
        return header.isEmpty() || detected.format() != null ? detected : detected.describedAs(table(header));
    }

    private static List<String> header(byte[] head) {
        byte first = head[firstByte(head)];
        boolean json = first == '{' || first == '[';
        return json ? List.of() : ParsedTable.header(new String(head, 0, lineEnd(head, 0), StandardCharsets.UTF_8));
    }

    private static String table(List<String> header) {
        return "a table with " + named(header) + ", but no columns like prompt and response";
    }

    private static Detected detected(Map<String, String> shape, Layout layout) {
        Format format = format(shape);
        String session = format == Format.CLAUDE_CODE ? shape.get("sessionId") : null;
        return new Detected(format, layout, session, "true".equals(shape.get("isSidechain")), describe(shape));
    }

    private static @Nullable Format format(Map<String, String> shape) {
        if (ARRAY.equals(shape.get("resourceSpans"))
                || ARRAY.equals(shape.get("resource_spans"))
                || ARRAY.equals(shape.get("resourceLogs"))
                || ARRAY.equals(shape.get("resourceMetrics"))) {
            return Format.OTLP;
        }
        String event = shape.get("event");
        boolean named = event != null && !event.equals(OBJECT) && !event.equals(ARRAY);
        if (ARRAY.equals(shape.get("batch")) || (named && shape.containsKey("properties"))) {
            return Format.POSTHOG;
        }
        String type = shape.getOrDefault("type", "");
        if (CODEX.contains(type) && OBJECT.equals(shape.get("payload"))) {
            return Format.CODEX;
        }
        if (!type.isEmpty()
                && (shape.containsKey("sessionId")
                        || (shape.containsKey("parentUuid") && shape.containsKey("isSidechain"))
                        || (type.equals("summary") && shape.containsKey("leafUuid"))
                        || (type.equals("file-history-snapshot") && shape.containsKey("messageId")))) {
            return Format.CLAUDE_CODE;
        }
        return ChatConverter.reads(shape.keySet(), field -> ARRAY.equals(shape.get(field))) ? Format.CHAT : null;
    }

    private static String describe(Map<String, String> shape) {
        if (shape.isEmpty()) {
            return "no JSON object in its first lines";
        }
        return "objects with " + named(shape.keySet());
    }

    private static String named(Collection<String> keys) {
        return String.join(", ", keys.stream().limit(KEYS_NAMED).toList()) + (keys.size() > KEYS_NAMED ? ", …" : "");
    }

    private enum Beginning {
        LINES,
        DOCUMENT,
        /// The first value is broken: a document that is, or a broken line in front of others.
        BROKEN
    }

    /// A first value that goes on over the end of its line without a mistake makes a document.
    private static Beginning beginning(byte[] head) {
        try (JsonParser parser = Json.MAPPER.createParser(head)) {
            parser.nextToken();
            long line = parser.currentTokenLocation().getLineNr();
            parser.skipChildren();
            return parser.currentLocation().getLineNr() > line ? Beginning.DOCUMENT : Beginning.LINES;
        } catch (JsonEOFException e) {
            return unfinished(head);
        } catch (IOException e) {
            return startsWithLoneBracket(head) ? Beginning.DOCUMENT : Beginning.BROKEN;
        }
    }

    private static Beginning unfinished(byte[] head) {
        int start = firstByte(head);
        boolean oneLine = lineEnd(head, start) == head.length;
        if (startsWithLoneBracket(head) || (oneLine && head[start] == '[')) {
            return Beginning.DOCUMENT;
        }
        if (oneLine) {
            return Beginning.LINES;
        }
        return head.length < Source.HEAD ? Beginning.BROKEN : Beginning.DOCUMENT;
    }

    private static boolean startsWithLoneBracket(byte[] head) {
        int start = firstByte(head);
        int end = lineEnd(head, start);
        return head[start] == '[' && end < head.length && isBlank(head, start + 1, end);
    }

    private static int firstByte(byte[] head) {
        int at = 0;
        while (head[at] >= 0 && head[at] <= ' ') {
            at++;
        }
        return at;
    }

    private static int lineEnd(byte[] head, int from) {
        int end = from;
        while (end < head.length && head[end] != '\n') {
            end++;
        }
        return end;
    }

    /// The fields of the first object, down to one level: texts and truth values as they are, else what kind they are.
    private static Map<String, String> shape(byte[] bytes, int from, int to) {
        Map<String, String> shape = new LinkedHashMap<>();
        try (JsonParser parser = Json.MAPPER.createParser(bytes, from, to - from)) {
            JsonToken token = parser.nextToken();
            while (token == JsonToken.START_ARRAY) {
                token = parser.nextToken();
            }
            if (token != JsonToken.START_OBJECT) {
                return shape;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME && shape.size() < FIELDS_LOOKED_AT) {
                String name = parser.currentName();
                token = parser.nextToken();
                shape.put(
                        name,
                        token == JsonToken.START_OBJECT
                                ? OBJECT
                                : token == JsonToken.START_ARRAY ? ARRAY : parser.getText());
                parser.skipChildren();
            }
        } catch (IOException e) {
            // As far as it goes.
        }
        return shape;
    }

    private static boolean isBlank(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] > ' ' || bytes[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
