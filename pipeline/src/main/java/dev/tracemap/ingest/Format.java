package dev.tracemap.ingest;

import dev.tracemap.ingest.agentlog.ClaudeCodeConverter;
import dev.tracemap.ingest.agentlog.CodexConverter;
import dev.tracemap.ingest.convert.ChatConverter;
import dev.tracemap.ingest.convert.Converter;
import dev.tracemap.ingest.convert.Origin;
import dev.tracemap.ingest.convert.PostHogConverter;
import dev.tracemap.ingest.otlp.OtlpConverter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What a source can be written in.
public enum Format {
    POSTHOG,
    OTLP,
    CHAT,
    CLAUDE_CODE,
    CODEX;

    /// The name on the command line: `posthog`, `otlp`, `chat`, `claude-code` or `codex`.
    public String wire() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// @throws IllegalArgumentException for any other word, naming those that are known
    public static Format fromWire(String word) {
        for (Format format : values()) {
            if (format.wire().equals(word)) {
                return format;
            }
        }
        throw new IllegalArgumentException("format '" + word + "' is not one of " + names());
    }

    static String names() {
        return Arrays.stream(values()).map(Format::wire).collect(Collectors.joining(", "));
    }

    /// A converter for one source; the formats of agents' logs keep state from line to line.
    public Converter converter(Origin origin) {
        return switch (this) {
            case POSTHOG -> new PostHogConverter(origin);
            case OTLP -> new OtlpConverter(origin);
            case CHAT -> new ChatConverter(origin);
            case CLAUDE_CODE -> new ClaudeCodeConverter(origin);
            case CODEX -> new CodexConverter(origin);
        };
    }
}
