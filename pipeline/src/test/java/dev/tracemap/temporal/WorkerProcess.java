package dev.tracemap.temporal;

import dev.tracemap.run.RunInputs;
import dev.tracemap.run.RunningProcess;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.MethodDescriptor;
import io.temporal.api.workflowservice.v1.RespondWorkflowTaskCompletedRequest;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A process of its own that begins a run on a cluster, or finds one that another began, and works until it is done
/// or killed.
final class WorkerProcess {
    private static final Duration HEARTBEAT = Duration.ofSeconds(8);

    private WorkerProcess() {}

    /// @param arguments the data directory, the address of the model server, that of the cluster, and a gate where it
    ///     is wanted
    public static void main(String[] arguments) throws InterruptedException {
        TemporalSettings settings = new TemporalSettings(arguments[2], "default", HEARTBEAT);
        WorkflowServiceStubsOptions line = WorkflowServiceStubsOptions.newBuilder()
                .setTarget(settings.target())
                .setGrpcClientInterceptors(List.of(new WithoutStickyQueue()))
                .build();
        try (Connection connection = new Connection(WorkflowServiceStubs.newServiceStubs(line), settings);
                Store plain = DuckDbStore.open(Path.of(arguments[0]), RunningProcess.CLOCK)) {
            Store store = RunningProcess.gated(plain, arguments);
            try (AtWork here =
                    AtWork.on(connection, store, RunningProcess.stages(store, arguments[1]), RunningProcess.CLOCK)) {
                here.runs().resumeUnfinished();
                String run = store.runs(1, 1).stream()
                        .findFirst()
                        .orElseGet(() -> here.runs().start(1, RunInputs.DEFAULT, null))
                        .runId();
                System.out.println(RunningProcess.AT_WORK);
                here.runs().await(1, run, Duration.ofMinutes(5), _ -> true);
            }
        }
    }

    /// A worker asks that the next task of a workflow it knows be kept for it. A cluster gives that task to others
    /// when it is not fetched for five seconds; the one for tests has no such limit, and would keep it for one that
    /// was killed. So it is not told of the wish.
    private static final class WithoutStickyQueue implements ClientInterceptor {
        @Override
        public <A, B> ClientCall<A, B> interceptCall(MethodDescriptor<A, B> method, CallOptions options, Channel next) {
            return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
                @Override
                @SuppressWarnings("unchecked")
                public void sendMessage(A message) {
                    super.sendMessage(
                            message instanceof RespondWorkflowTaskCompletedRequest done
                                    ? (A) done.toBuilder()
                                            .clearStickyAttributes()
                                            .build()
                                    : message);
                }
            };
        }
    }
}
