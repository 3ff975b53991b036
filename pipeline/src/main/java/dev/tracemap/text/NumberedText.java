package dev.tracemap.text;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

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

    /// The text between two lines that mark it as data for a model. Their name depends on the whole text, so that no
    /// text can close its own fence.
    public String fenced() {
        String shown = text();
        String name = "r"
                + UUID.nameUUIDFromBytes(shown.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .substring(0, 13);
        return "<<<recording " + name + "\n" + shown + "\nrecording " + name + ">>>";
    }
}
