package dev.tracemap.llm;

import java.util.Locale;

/// What a model is asked for. Each stage can have a model of its own: a cheap one per item, a better one for names.
public enum ModelStage {
    SUMMARY,
    FACET,
    LABEL,
    HIERARCHY,
    AUDIT,
    EMBEDDING;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
