package dev.tracemap.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/// One secret for everyone who may come in, all of the first team.
public final class SharedToken implements Tokens {
    private final byte[] secret;

    public SharedToken(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Optional<Long> team(String token) {
        boolean known = MessageDigest.isEqual(secret, token.getBytes(StandardCharsets.UTF_8));
        return known ? Optional.of(FIRST) : Optional.empty();
    }
}
