package dev.tracemap.server.intake;

import dev.tracemap.server.http.Exchange;
import dev.tracemap.server.http.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Whose data comes with which project key. Where no key is configured, every key is the first team's.
public record Teams(Map<String, Long> byKey) {
    private static final long FIRST = 1;

    public Teams {
        byKey = Map.copyOf(byKey);
    }

    /// @throws Refused for a key that is not configured
    long of(@Nullable String key) throws Refused {
        if (byKey.isEmpty()) {
            return FIRST;
        }
        Long team = key == null ? null : byKey.get(key);
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
