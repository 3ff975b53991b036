package dev.tracemap.server.intake;

import dev.tracemap.server.http.Exchange;
import dev.tracemap.server.http.Refused;
import dev.tracemap.server.http.Tokens;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whose data comes with which key, and whose is shown for it. Where no key is configured, every key is the first
/// team's.
///
/// A key that stands openly in the configuration is no secret, as the project keys that are delivered with a product
/// are none: it brings traces, and shows nothing. A key of which only the hash stands there, or the name of the
/// variable of the environment that holds it, does both.
///
/// @param byKey of those that are no secret
/// @param byHash of the others, by SHA-256 in hexadecimal
/// @param missing variables that are named and not set
public record Teams(Map<String, Long> byKey, Map<String, Long> byHash, List<String> missing) {
    private static final String HASH = "sha256:";
    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    public Teams {
        byKey = Map.copyOf(byKey);
        byHash = Map.copyOf(byHash);
        missing = List.copyOf(missing);
    }

    /// Keys that bring traces only.
    public Teams(Map<String, Long> byKey) {
        this(byKey, Map.of(), List.of());
    }

    /// @param written keys as the configuration has them: `sha256:` and a hash, `$` and a variable, or the key itself
    /// @throws IllegalArgumentException for an entry that cannot be used
    public static Teams of(Map<String, Long> written, Map<String, String> environment) {
        Map<String, Long> open = new LinkedHashMap<>();
        Map<String, Long> secret = new LinkedHashMap<>();
        List<String> missing = new ArrayList<>();
        written.forEach((key, team) -> {
            if (team < 1) {
                throw new IllegalArgumentException("teams: ids of teams are 1, 2, and so on, not " + team);
            }
            if (key.startsWith(HASH)) {
                secret.put(checkedHash(key.substring(HASH.length())), team);
            } else if (key.startsWith("$")) {
                String value = environment.getOrDefault(key.substring(1), "").strip();
                if (value.isEmpty()) {
                    missing.add(key.substring(1));
                } else {
                    secret.put(hash(value), team);
                }
            } else {
                open.put(key, team);
            }
        });
        return new Teams(open, secret, missing);
    }

    private static String checkedHash(String hash) {
        String lower = hash.toLowerCase(Locale.ROOT);
        if (!HEX.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    "teams: sha256: is followed by the 64 digits that sha256sum prints of the key");
        }
        return lower;
    }

    private static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    public boolean areConfigured() {
        return !byKey.isEmpty() || !byHash.isEmpty() || !missing.isEmpty();
    }

    /// Who may see what: with teams configured everybody needs a secret key, of a team or of the server.
    ///
    /// @param server tokens of the server itself
    public Optional<Tokens> tokens(Optional<Tokens> server) {
        if (!areConfigured()) {
            return server;
        }
        return Optional.of(token ->
                Optional.ofNullable(byHash.get(hash(token))).or(() -> server.flatMap(each -> each.team(token))));
    }

    /// @throws Refused for a key that is not configured
    long of(@Nullable String key) throws Refused {
        if (!areConfigured()) {
            return Tokens.FIRST;
        }
        Long open = key == null ? null : byKey.get(key);
        Long team = key == null || open != null ? open : byHash.get(hash(key));
        if (team == null) {
            throw new Refused(
                    401,
                    key == null
                            ? "a project key is needed; they stand in tracemap.yaml under teams"
                            : "this project key does not stand in tracemap.yaml under teams");
        }
        return team;
    }

    /// The key in `Authorization`: a bearer token, or the user name of Basic authentication.
    static @Nullable String key(Exchange exchange) {
        Optional<String> header = exchange.header("Authorization");
        if (header.isEmpty()) {
            return null;
        }
        String[] words = header.get().strip().split("\\s+", 2);
        if (words.length == 2 && words[0].equalsIgnoreCase("Bearer")) {
            return words[1];
        }
        if (words.length == 2 && words[0].equalsIgnoreCase("Basic")) {
            try {
                String pair = new String(Base64.getDecoder().decode(words[1]), StandardCharsets.UTF_8);
                return pair.split(":", 2)[0];
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return null;
    }
}
