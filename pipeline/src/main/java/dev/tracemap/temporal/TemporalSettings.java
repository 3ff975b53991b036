package dev.tracemap.temporal;

import java.time.Duration;
import java.util.regex.Pattern;

/// Which cluster runs are on.
///
/// @param target `host:port` of its front
/// @param heartbeat after so long without a sign a worker counts as lost
public record TemporalSettings(String target, String namespace, Duration heartbeat) {
    public static final String DEFAULT_NAMESPACE = "default";

    private static final Duration HEARTBEAT = Duration.ofMinutes(1);
    private static final Pattern TARGET = Pattern.compile("[^\\s/:]+:\\d{1,5}");

    /// @throws IllegalArgumentException for an address of another form
    public TemporalSettings {
        if (!TARGET.matcher(target).matches()) {
            throw new IllegalArgumentException(
                    "temporal takes host:port, for example temporal.example.com:7233, not '" + target + "'");
        }
    }

    public TemporalSettings(String target, String namespace) {
        this(target, namespace, HEARTBEAT);
    }
}
