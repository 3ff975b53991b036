package dev.tracemap.server.http;

import java.io.IOException;
import java.util.Set;

/// A place of the server and who stands behind it.
///
/// @param methods what may be asked of it
/// @param path the whole path, or with `/*` at its end everything below
/// @param open whether the token is not asked for: files that hold no data, and doors with keys of their own
public record Route(Set<String> methods, String path, Door door, boolean open) {

    public Route {
        methods = Set.copyOf(methods);
    }

    public Route(Set<String> methods, String path, Door door) {
        this(methods, path, door, false);
    }

    /// A place that holds no data.
    public static Route open(Set<String> methods, String path, Door door) {
        return new Route(methods, path, door, true);
    }

    /// Serves one request.
    @FunctionalInterface
    public interface Door {
        void serve(Exchange exchange) throws Refused, IOException, InterruptedException;
    }

    boolean leadsTo(String asked) {
        return path.endsWith("/*") ? asked.startsWith(path.substring(0, path.length() - 1)) : asked.equals(path);
    }
}
