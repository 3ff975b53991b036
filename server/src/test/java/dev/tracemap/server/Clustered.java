package dev.tracemap.server;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RunInputs;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A data directory with generated traces and one run over them, by the quickest methods.
public final class Clustered {
    private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");

    private Clustered() {}

    public static void in(Path directory, int traces) throws InterruptedException {
        try (Workspace workspace = new Workspace(directory, InstantSource.fixed(END))) {
            workspace
                    .store()
                    .append(new Generator()
                            .generate(new SampleParams(traces, 42, END, Duration.ofDays(12)))
                            .events());
            ObjectNode inputs = JsonNodeFactory.instance.objectNode();
            inputs.put("lookback_days", 14).put("clustering_method", "kmeans");
            inputs.put("dimensionality_reduction_method", "pca").put("visualization_method", "pca");
            String run = workspace
                    .runs()
                    .start(Workspace.TEAM, RunInputs.parse(inputs), null)
                    .runId();
            workspace.runs().await(Workspace.TEAM, run, Duration.ofMinutes(2), _ -> true);
        }
    }
}
