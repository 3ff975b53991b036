package dev.tracemap.server.http;

/// Tells whether a bearer token lets its holder in.
public interface Tokens {

    /// Never throws for what a client may send.
    boolean accept(String token);
}
