package dev.tracemap.embedding;

import dev.tracemap.trace.Level;

/// What kind of text a vector was made from. Vectors of different kinds never meet in one run.
public enum DocumentType {
    TRACE_SUMMARY("llm-trace-summary-detailed"),
    GENERATION_SUMMARY("llm-generation-summary-detailed"),
    SESSION_SUMMARY("llm-session-summary-detailed");

    private final String wire;

    DocumentType(String wire) {
        this.wire = wire;
    }

    /// The name used in the store and on the wire.
    public String wire() {
        return wire;
    }

    public static DocumentType of(Level level) {
        return switch (level) {
            case TRACE -> TRACE_SUMMARY;
            case GENERATION -> GENERATION_SUMMARY;
            case SESSION -> SESSION_SUMMARY;
        };
    }
}
