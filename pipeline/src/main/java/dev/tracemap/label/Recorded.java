package dev.tracemap.label;

import dev.tracemap.llm.Fence;
import java.util.List;

/// Recorded text on its way to a model: data, whatever it says.
final class Recorded {
    private static final int LONGEST_LINE = 300;

    private Recorded() {}

    static String fenced(List<String> lines) {
        return Fence.around("recorded", String.join("\n", lines));
    }

    /// One line without control characters, not too long.
    static String line(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ").strip();
        return line.length() <= LONGEST_LINE ? line : line.substring(0, LONGEST_LINE - 1) + "…";
    }
}
