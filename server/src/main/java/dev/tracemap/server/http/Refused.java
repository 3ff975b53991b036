package dev.tracemap.server.http;

/// A request that is not served; the message says why and what to do.
public final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final int status;

    /// @param status of HTTP
    public Refused(int status, String message) {
        super(message);
        this.status = status;
    }

    public int status() {
        return status;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
