package dev.tracemap.server.owner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Both sides prove that they know the token without saying it, since a port that an owner left may be a
/// stranger's now.
final class Handshake {
    private static final int PATIENCE_MS = 3_000;
    private static final String OWNER = "owner";
    private static final String GUEST = "guest";

    private Handshake() {}

    /// @throws IOException when the other side is not the owner the file speaks of
    static void asGuest(Wire wire, String token) throws IOException {
        wire.distrust(PATIENCE_MS);
        String mine = nonce();
        wire.send(new Frame.Hello(mine));
        if (!(wire.receive() instanceof Frame.Proof(var proof, var theirs)) || !proves(proof, token, OWNER, mine)) {
            throw new IOException("whoever listens there does not know the token");
        }
        wire.send(new Frame.Proof(proof(token, GUEST, theirs), mine));
        wire.trust();
    }

    /// @throws IOException when the other side may not come in
    static void asOwner(Wire wire, String token) throws IOException {
        wire.distrust(PATIENCE_MS);
        if (!(wire.receive() instanceof Frame.Hello(var theirs))) {
            throw new IOException("no greeting");
        }
        String mine = nonce();
        wire.send(new Frame.Proof(proof(token, OWNER, theirs), mine));
        if (!(wire.receive() instanceof Frame.Proof(var proof, var _)) || !proves(proof, token, GUEST, mine)) {
            throw new IOException("whoever called does not know the token");
        }
        wire.trust();
    }

    private static String nonce() {
        byte[] bytes = new byte[16];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static boolean proves(String proof, String token, String role, String nonce) {
        return MessageDigest.isEqual(
                proof.getBytes(StandardCharsets.UTF_8),
                proof(token, role, nonce).getBytes(StandardCharsets.UTF_8));
    }

    private static String proof(String token, String role, String nonce) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(token.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] proof = mac.doFinal((role + ":" + nonce).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(proof);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }
}
