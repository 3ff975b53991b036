package dev.tracemap.llm;

/// A model gave no usable answer. The message is one line for people, names the model or address, and never holds a
/// key or trace text.
public final class ModelFailure extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// What the failure means for the work that is still to be done.
    public enum Reason {
        /// No further call can succeed: wrong key, wrong address, server down. All that is left goes the offline way.
        UNAVAILABLE,
        /// The budget is spent; likewise.
        BUDGET,
        /// This answer is not usable (refused, not the JSON asked for); others may be, and asking again will not
        /// help.
        ANSWER,
        /// This call did not get through in all its attempts; it may another time.
        CALL
    }

    private final Reason reason;

    public ModelFailure(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// Whether asking anything else of this model is pointless for now.
    public boolean isFinal() {
        return reason == Reason.UNAVAILABLE || reason == Reason.BUDGET;
    }
}
