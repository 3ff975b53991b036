package dev.tracemap.text;

import java.util.List;

/// A rendered item.
///
/// @param lines what is shown, each beginning with its number (`L007: `) except the sampling notice
/// @param total how many numbered lines the whole text has
/// @param sampled whether lines were left out; the gaps in the numbers show where
public record NumberedText(List<String> lines, int total, boolean sampled) {
    public NumberedText {
        lines = List.copyOf(lines);
    }

    /// The text as shown, lines joined by `\n`.
    public String text() {
        return String.join("\n", lines);
    }
}
