package dev.tracemap.server.owner;

/// The owner ended before it had answered.
final class OwnerGone extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean begun;

    /// @param begun whether it may have begun the work
    OwnerGone(boolean begun) {
        super("the process that owned the directory ended");
        this.begun = begun;
    }

    boolean begun() {
        return begun;
    }
}
