package dev.tracemap.trace;

import java.util.Locale;

/// What is clustered: whole traces, single model calls, or sessions of several traces.
public enum Level {
    TRACE,
    GENERATION,
    SESSION;

    /// The name used on the wire, in run ids and on the command line: `trace`, `generation` or `session`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// @throws IllegalArgumentException for any other word, naming the three that are known
    public static Level fromWire(String word) {
        for (Level level : values()) {
            if (level.wire().equals(word)) {
                return level;
            }
        }
        throw new IllegalArgumentException("level '" + word + "' is not one of trace, generation, session");
    }
}
