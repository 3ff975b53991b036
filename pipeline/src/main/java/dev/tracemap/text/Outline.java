package dev.tracemap.text;

import dev.tracemap.trace.Span;
import java.util.List;
import java.util.Optional;

/// An item's whole text, and which of its lines tell of which span.
///
/// @param lines every line: line `n` is at index `n - 1`
/// @param steps in the order of the text, parents before children
/// @param passages where each message of the conversation stands, in the order of the text
public record Outline(List<String> lines, List<Step> steps, List<Passage> passages) {
    public Outline {
        lines = List.copyOf(lines);
        steps = List.copyOf(steps);
        passages = List.copyOf(passages);
    }

    /// @param title what the span's own line says, without the tree
    /// @param depth 1 for the outermost
    /// @param from the span's first line; its children's lines are not counted as its own
    /// @param to its last line
    public record Step(Span span, String title, int depth, int from, int to) {}

    /// @param message its number in the conversation
    /// @param from the first line, with the role
    /// @param to the last line
    public record Passage(int message, int from, int to) {}

    /// Where a message stands; absent for one that the text does not show.
    public Optional<Passage> passage(int message) {
        return passages.stream().filter(each -> each.message() == message).findFirst();
    }

    /// The number of a line as it is written: `L007`.
    public String reference(int line) {
        String text = lines.get(line - 1);
        return text.substring(0, text.indexOf(':'));
    }
}
