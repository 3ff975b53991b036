package dev.tracemap.text;

import java.util.Locale;

/// Long fields keep their head and their tail around a count of what was left out.
final class Excerpt {
    /// Longest message text and longest tool result shown whole, in characters.
    static final int FIELD = 4_000;
    /// Longest value of one argument.
    static final int VALUE = 1_000;
    /// Longest input or output of a step that is neither a model nor a tool.
    static final int STATE = 1_500;

    private Excerpt() {}

    static String of(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        int head = boundary(text, limit * 3 / 4);
        int tail = boundary(text, text.length() - limit / 5);
        return String.format(
                Locale.ROOT,
                "%s ... [%,d characters left out] ... %s",
                text.substring(0, head),
                tail - head,
                text.substring(tail));
    }

    /// The index, or one before it where it would cut a surrogate pair.
    private static int boundary(String text, int index) {
        return Character.isLowSurrogate(text.charAt(index)) ? index - 1 : index;
    }
}
