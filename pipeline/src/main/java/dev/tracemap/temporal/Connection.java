package dev.tracemap.temporal;

import io.grpc.StatusRuntimeException;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;

/// An open line to a cluster.
public final class Connection implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final WorkflowServiceStubs stubs;
    private final TemporalSettings settings;

    /// Opened by whoever uses it first.
    public static Connection to(TemporalSettings settings) {
        return new Connection(
                WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                        .setTarget(settings.target())
                        .build()),
                settings);
    }

    Connection(WorkflowServiceStubs stubs, TemporalSettings settings) {
        this.stubs = stubs;
        this.settings = settings;
    }

    /// @throws IllegalStateException where nobody answers
    public void check() {
        try {
            stubs.connect(PATIENCE);
        } catch (StatusRuntimeException | IllegalStateException e) {
            throw new IllegalStateException(
                    "no Temporal server answers at " + settings.target() + "; start it, or name another address", e);
        }
    }

    TemporalSettings settings() {
        return settings;
    }

    WorkflowServiceStubs stubs() {
        return stubs;
    }

    WorkflowClient client() {
        return WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder()
                        .setNamespace(settings.namespace())
                        .build());
    }

    @Override
    public void close() {
        stubs.shutdownNow();
    }
}
