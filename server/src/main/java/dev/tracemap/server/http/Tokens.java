package dev.tracemap.server.http;

import java.util.Optional;

/// Tells whose data the holder of a bearer token may see.
public interface Tokens {
    /// The team that runs the server; where teams are not configured, everybody is of it.
    long FIRST = 1;

    /// The team, or empty for a stranger. Never throws for what a client may send.
    Optional<Long> team(String token);
}
