package dev.tracemap.label;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

/// Recorded text on its way to a model: data, whatever it says.
final class Recorded {
    private static final int LONGEST_LINE = 300;

    private Recorded() {}

    /// The lines between two marks. The marks depend on all of them, so that no line can close its own fence.
    static String fenced(List<String> lines) {
        String shown = String.join("\n", lines);
        String name = "r"
                + UUID.nameUUIDFromBytes(shown.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .substring(0, 13);
        return "<<<recorded " + name + "\n" + shown + "\nrecorded " + name + ">>>";
    }

    /// One line without control characters, not too long.
    static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ").strip();
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…";
    }
}
