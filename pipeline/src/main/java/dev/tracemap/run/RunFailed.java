package dev.tracemap.run;

/// A run that cannot go on, for a reason its owner can do something about; the message says what.
public final class RunFailed extends RuntimeException {
    private static final long serialVersionUID = 1;

    RunFailed(String message) {
        super(message);
    }
}
