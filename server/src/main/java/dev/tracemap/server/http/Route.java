package dev.tracemap.server.http;

import java.io.IOException;
import java.util.Set;

/// A place of the server and who stands behind it.
///
/// @param methods what may be asked of it
/// @param path the whole path, or with `/*` at its end everything below
public record Route(Set<String> methods, String path, Door door) {

    public Route {
        methods = Set.copyOf(methods);
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
