package dev.tracemap.llm;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/// Where models are asked, and the key for it. The key is in no text that this makes.
public final class Endpoint {
    private static final String DEFAULT_URL = "https://api.openai.com/v1";

    private final String url;
    private final String key;

    public Endpoint(String url, String key) {
        this.url = url;
        this.key = key;
    }

    /// From `OPENAI_API_KEY` and `OPENAI_BASE_URL`; absent without a key.
    public static Optional<Endpoint> of(Map<String, String> environment) {
        String key = environment.getOrDefault("OPENAI_API_KEY", "").strip();
        String url = environment.getOrDefault("OPENAI_BASE_URL", "").strip();
        return key.isEmpty() ? Optional.empty() : Optional.of(new Endpoint(url.isEmpty() ? DEFAULT_URL : url, key));
    }

    String url() {
        return url;
    }

    String key() {
        return key;
    }

    /// The address without anything that may be secret in it.
    @Override
    public String toString() {
        try {
            URI uri = URI.create(url);
            return uri.getHost() == null
                    ? "the model endpoint"
                    : uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        } catch (IllegalArgumentException e) {
            return "the model endpoint";
        }
    }
}
