package dev.tracemap.tools;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/// Where a person can look at what an answer is about.
///
/// @param base address of the page, ending without a slash; absent while nothing serves it
public record Pages(Supplier<Optional<URI>> base) {
    /// No page is served.
    public static final Pages NONE = new Pages(Optional::empty);

    public Optional<String> run(String runId) {
        return at("/runs/" + encoded(runId));
    }

    public Optional<String> cluster(String runId, int clusterId) {
        return at("/runs/" + encoded(runId) + "/clusters/" + clusterId);
    }

    public Optional<String> trace(String traceId) {
        return at("/traces/" + encoded(traceId));
    }

    private Optional<String> at(String path) {
        return base.get().map(uri -> uri + path);
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
