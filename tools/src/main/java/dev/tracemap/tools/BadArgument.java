package dev.tracemap.tools;

/// The caller can put this right; the message says how.
public final class BadArgument extends RuntimeException {
    private static final long serialVersionUID = 1;

    BadArgument(String message) {
        super(message);
    }
}
