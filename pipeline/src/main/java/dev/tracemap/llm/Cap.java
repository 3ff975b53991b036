package dev.tracemap.llm;

import org.jspecify.annotations.Nullable;

/// The most that may be spent; absent = no limit.
public record Cap(@Nullable Double dollars, @Nullable Long tokens) {
    public static final Cap NONE = new Cap(null, null);
}
