package dev.tracemap.llm;

/// Tokens of one or more calls.
public record TokenUse(long input, long output) {
    public static final TokenUse NONE = new TokenUse(0, 0);

    public TokenUse plus(TokenUse other) {
        return new TokenUse(input + other.input, output + other.output);
    }

    public long total() {
        return input + output;
    }
}
