package dev.tracemap.llm;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// Marks recorded text as data on its way to a model, whatever it says.
public final class Fence {
    private Fence() {}

    /// The text between two lines of marks. Their name depends on the whole text, so that no text can close its own
    /// fence.
    ///
    /// @param kind what the marks call it, one word
    public static String around(String kind, String text) {
        String name = "r"
                + UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .substring(0, 13);
        return "<<<" + kind + " " + name + "\n" + text + "\n" + kind + " " + name + ">>>";
    }
}
