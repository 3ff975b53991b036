package dev.tracemap.server.http;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Who may come in.
///
/// A browser can be made to send requests to this machine by any page it shows. So the names in `Host` and `Origin`
/// must be ones under which this server is known: against a name that was pointed at this machine (DNS rebinding), and
/// against pages of other sites.
///
/// @param loopback whether the server listens on this machine only
/// @param names under which it is known beyond the loopback ones
/// @param tokens let in, asked of everyone where present
/// @param resource where an issuer of tokens is configured
public record Gate(boolean loopback, Set<String> names, Optional<Tokens> tokens, Optional<ProtectedResource> resource) {
    private static final String BEARER = "Bearer ";
    private static final Set<String> LOCAL = Set.of("localhost", "127.0.0.1", "[::1]");

    public Gate {
        names = Set.copyOf(names);
        if (!loopback && tokens.isEmpty()) {
            throw new IllegalArgumentException("beyond this machine only with a token");
        }
    }

    /// @throws Refused for a stranger
    void check(Exchange exchange) throws Refused {
        String host = exchange.header("Host").orElse("");
        if (!isKnown(host)) {
            throw new Refused(403, "this server is not known as '" + shown(host) + "'");
        }
        Optional<String> origin = exchange.header("Origin");
        if (origin.isPresent() && !isKnown(authority(origin.get()))) {
            throw new Refused(403, "pages from '" + shown(origin.get()) + "' may not speak to this server");
        }
    }

    /// Whose data the client may see.
    ///
    /// @throws Refused where a token is asked for and this is not it
    long team(Exchange exchange) throws Refused {
        if (tokens.isEmpty()) {
            return Tokens.FIRST;
        }
        String given = exchange.header("Authorization").orElse("");
        boolean bearer = given.regionMatches(true, 0, BEARER, 0, BEARER.length());
        Optional<Long> team =
                bearer ? tokens.get().team(given.substring(BEARER.length()).strip()) : Optional.empty();
        if (team.isEmpty()) {
            String where = resource.map(known -> ", resource_metadata=\"" + known.metadataAddress() + "\"")
                    .orElse("");
            exchange.set("WWW-Authenticate", "Bearer realm=\"tracemap\"" + where);
            throw new Refused(
                    401,
                    resource.map(known -> "send a token of " + known.issuer() + " for " + known.address())
                            .orElse(
                                    "send the header Authorization: Bearer and the token this server was started with"));
        }
        return team.get();
    }

    /// Names are checked, ports are not: behind a tunnel the client sees another one.
    private boolean isKnown(String authority) {
        String name = withoutPort(authority).toLowerCase(Locale.ROOT);
        return LOCAL.contains(name) || names.contains(name) || (!loopback && isAddress(name));
    }

    /// An address cannot be pointed elsewhere, unlike a name.
    private static boolean isAddress(String name) {
        return name.startsWith("[") ? name.endsWith("]") : name.matches("\\d{1,3}(\\.\\d{1,3}){3}");
    }

    private static String withoutPort(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    private static String authority(String origin) {
        try {
            URI uri = new URI(origin);
            boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            return web && uri.getRawAuthority() != null ? uri.getRawAuthority() : "";
        } catch (URISyntaxException e) {
            return "";
        }
    }

    private static String shown(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    /// Whether an address to listen on is reached from this machine only.
    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
