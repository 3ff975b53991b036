package dev.tracemap.server.command;

/// Ends a command with exit code 1; the message says why and what to do.
final class CommandFailed extends Exception {
    private static final long serialVersionUID = 1;

    CommandFailed(String message) {
        super(message);
    }
}
