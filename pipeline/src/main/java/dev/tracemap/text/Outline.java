package dev.tracemap.text;

import dev.tracemap.trace.Span;
import java.util.List;

/// An item's whole text, and which of its lines tell of which span.
///
/// @param lines every line: line `n` is at index `n - 1`
/// @param steps in the order of the text, parents before children
public record Outline(List<String> lines, List<Step> steps) {
    public Outline {
        lines = List.copyOf(lines);
        steps = List.copyOf(steps);
    }

    /// @param title what the span's own line says, without the tree
    /// @param depth 1 for the outermost
    /// @param from the span's first line; its children's lines are not counted as its own
    /// @param to its last line
    public record Step(Span span, String title, int depth, int from, int to) {}
}
