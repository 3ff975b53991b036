package dev.tracemap.server.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// One secret for everyone who may come in.
public final class SharedToken implements Tokens {
    private final byte[] secret;

    public SharedToken(String secret) {
        this.secret = secret.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public boolean accept(String token) {
        return MessageDigest.isEqual(secret, token.getBytes(StandardCharsets.UTF_8));
    }
}
