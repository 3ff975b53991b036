package dev.tracemap.server.command;

import dev.tracemap.temporal.TemporalSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which Temporal cluster runs are on.
final class ClusterOptions {
    @Option(
            names = "--temporal",
            paramLabel = "HOST:PORT",
            description = "Runs are on the Temporal cluster at this address (default: temporal in tracemap.yaml).")
    @Nullable
    String target;

    @Option(
            names = "--namespace",
            paramLabel = "NAME",
            defaultValue = TemporalSettings.DEFAULT_NAMESPACE,
            description = "Namespace in the Temporal cluster (default: ${DEFAULT-VALUE}).")
    String namespace = TemporalSettings.DEFAULT_NAMESPACE;

    /// The cluster that was named, or null.
    ///
    /// @throws IllegalArgumentException for what is no address
    @Nullable
    TemporalSettings cluster() {
        return target == null ? null : new TemporalSettings(target, namespace);
    }
}
