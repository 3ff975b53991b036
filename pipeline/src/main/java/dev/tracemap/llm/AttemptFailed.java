package dev.tracemap.llm;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One attempt of a call did not give an answer.
final class AttemptFailed extends Exception {
    private static final long serialVersionUID = 1;

    /// What can be done about it.
    enum Kind {
        /// No call will succeed.
        FATAL,
        /// This request is at fault.
        REQUEST,
        /// The server asks for patience.
        BUSY,
        /// May pass.
        PASSING
    }

    private final Kind kind;
    private final transient @Nullable Duration retryAfter;

    AttemptFailed(Kind kind, String message, @Nullable Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    Kind kind() {
        return kind;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
