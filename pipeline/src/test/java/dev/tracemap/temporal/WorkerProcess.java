package dev.tracemap.temporal;

import dev.tracemap.run.RunInputs;
import dev.tracemap.run.RunningProcess;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Store;
import java.nio.file.Path;
import java.time.Duration;

/// A process of its own that begins a run on a cluster, or finds one that another began, and works until it is done
/// or killed.
final class WorkerProcess {
    private static final Duration HEARTBEAT = Duration.ofSeconds(8);

    private WorkerProcess() {}

    /// @param arguments the data directory, the address of the model server, and that of the cluster
    public static void main(String[] arguments) throws InterruptedException {
        Connection connection = Connection.to(new TemporalSettings(arguments[2], "default", HEARTBEAT));
        try (connection;
                Store store = DuckDbStore.open(Path.of(arguments[0]), RunningProcess.CLOCK);
                AtWork here = AtWork.on(
                        connection, store, RunningProcess.stages(store, arguments[1]), RunningProcess.CLOCK)) {
            String run = store.runs(1, 1).stream()
                    .findFirst()
                    .orElseGet(() -> here.runs().start(1, RunInputs.DEFAULT, null))
                    .runId();
            here.runs().await(1, run, Duration.ofMinutes(5), _ -> true);
        }
    }
}
