package dev.tracemap.summary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a person wrote, without what programs put around it: tagged attachments, code, links, markup.
final class PlainText {
    /// Requests stand at the beginning, sometimes at the end; what lies between in a huge prompt is material.
    private static final int HEAD = 16_000;

    private static final int TAIL = 4_000;
    private static final int ENOUGH_WORDS = 2;

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> REQUEST_FIELDS = List.of(
            "question", "query", "user_query", "request", "task", "prompt", "instruction", "message", "input", "text");
    private static final Set<String> REQUEST_TAGS = Set.of(
            "question", "query", "user_query", "request", "task", "prompt", "instruction", "instructions", "input");
    private static final Pattern TAG = Pattern.compile("</?[A-Za-z][\\w:.-]*(?:\\s[^<>]{0,400})?/?>");
    private static final Pattern CODE = Pattern.compile("```[^`]*(?:```|$)");
    private static final Pattern IMAGE_OR_LINK = Pattern.compile("!?\\[([^\\[\\]\\n]{0,200})\\]\\([^()\\s]{0,500}\\)");
    private static final Pattern URL = Pattern.compile("\\b(?:https?|file)://\\S{1,2000}");
    private static final Pattern LINE_MARK =
            Pattern.compile("(?m)^[ \\t]*(?:#{1,6}[ \\t]+|[-*•+][ \\t]+|>[ \\t]?|\\d{1,2}[.)][ \\t]+)");
    private static final Pattern EMPHASIS = Pattern.compile("\\*{1,3}|_{2,3}|`");
    private static final Pattern BLANKS = Pattern.compile("[ \\t\\u00a0\\u200b]+");

    private PlainText() {}

    /// Lines of plain text; empty when there is none.
    static String of(String written) {
        String text = fromJson(shortened(written));
        text = withoutAttachments(text);
        String prose = CODE.matcher(text).replaceAll("\n");
        text = says(prose) ? prose : text.replace("```", "\n");
        text = IMAGE_OR_LINK.matcher(text).replaceAll("$1");
        text = URL.matcher(text).replaceAll(" ");
        text = LINE_MARK.matcher(text).replaceAll("");
        text = EMPHASIS.matcher(text).replaceAll("");
        text = text.replace('’', '\'');
        return BLANKS.matcher(text).replaceAll(" ").strip();
    }

    private static String shortened(String text) {
        return text.length() <= HEAD + TAIL
                ? text
                : text.substring(0, HEAD) + "\n" + text.substring(text.length() - TAIL);
    }

    /// Some programs send their users' words in a JSON object.
    private static String fromJson(String text) {
        if (!text.startsWith("{")) {
            return text;
        }
        try {
            JsonNode object = JSON.readTree(text);
            return REQUEST_FIELDS.stream()
                    .map(object::path)
                    .filter(field -> field.isTextual() && !field.textValue().isBlank())
                    .map(JsonNode::textValue)
                    .findFirst()
                    .orElse(text);
        } catch (JsonProcessingException e) {
            return text;
        }
    }

    /// Coding agents put reminders, files and settings between tags beside the request. What stands outside the tags
    /// is the request; when nothing does, it is inside the tag whose name says so, or in any.
    private static String withoutAttachments(String text) {
        if (text.indexOf('<') < 0) {
            return text;
        }
        StringBuilder outside = new StringBuilder();
        StringBuilder asked = new StringBuilder();
        Matcher tag = TAG.matcher(text);
        int at = 0;
        while (tag.find(at)) {
            outside.append(text, at, tag.start()).append('\n');
            String name = nameOf(tag.group());
            int close = tag.group().endsWith("/>") || tag.group().startsWith("</")
                    ? -1
                    : text.indexOf("</" + name + ">", tag.end());
            if (close >= 0 && REQUEST_TAGS.contains(name)) {
                asked.append(text, tag.end(), close).append('\n');
            }
            at = close < 0 ? tag.end() : close + name.length() + 3;
        }
        outside.append(text, at, text.length());
        if (says(asked)) {
            return TAG.matcher(asked).replaceAll(" ");
        }
        return says(outside) ? outside.toString() : TAG.matcher(text).replaceAll(" ");
    }

    private static String nameOf(String tag) {
        int end = 1;
        while (end < tag.length() && !Character.isWhitespace(tag.charAt(end)) && ">/".indexOf(tag.charAt(end)) < 0) {
            end++;
        }
        return tag.substring(1, end);
    }

    private static boolean says(CharSequence text) {
        return Words.of(text.toString()).size() >= ENOUGH_WORDS;
    }
}
