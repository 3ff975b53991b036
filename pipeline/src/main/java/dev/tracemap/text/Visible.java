package dev.tracemap.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Makes text safe to print: what a terminal would obey or hide is shown as an escape.
final class Visible {
    private Visible() {}

    /// The lines of a text, broken at `\n` and `\r\n` only. Of several empty lines in a row one is kept.
    static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        for (String line : escape(text.replace("\r\n", "\n")).split("\n", -1)) {
            if (!line.isBlank() || (!lines.isEmpty() && !lines.getLast().isEmpty())) {
                lines.add(line.stripTrailing());
            }
        }
        return lines;
    }

    /// On one line: line breaks become `\n`.
    static String line(String text) {
        return escape(text.replace("\r\n", "\n").strip()).replace("\n", "\\n");
    }

    /// Control and format characters (among them ANSI sequences and those that turn the direction of writing) and lone
    /// surrogates as `\u001B`; line breaks and tabs stay.
    private static String escape(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (pair) {
                if (out != null) {
                    out.append(c).append(text.charAt(i + 1));
                }
                i++;
            } else if (isHidden(c)) {
                out = out == null ? new StringBuilder(text.length() + 16).append(text, 0, i) : out;
                out.append(String.format(Locale.ROOT, "\\u%04X", (int) c));
            } else if (out != null) {
                out.append(c);
            }
        }
        return out == null ? text : out.toString();
    }

    private static boolean isHidden(char c) {
        boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
        boolean separator = c == '\u2028' || c == '\u2029';
        boolean direction = (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
        return control || separator || direction || Character.isSurrogate(c) || c == '\uFEFF';
    }
}
