package dev.tracemap.store;

/// A query that was not run or did not finish; the message says why and what to do instead.
public final class SqlRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    public SqlRefused(String message) {
        super(message);
    }
}
