package dev.tracemap.temporal;

import dev.tracemap.run.RunSteps;
import dev.tracemap.run.Scheduler;
import dev.tracemap.run.Stages;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/// Works for the cluster in this process, until it is closed.
public final class TemporalWorker implements AutoCloseable {
    static final String QUEUE = "tracemap";

    /// Slices and stages at the same time; each uses all processors where it can.
    private static final int AT_ONCE = 8;

    private static final int FAREWELL_SECONDS = 10;

    /// Code of workflows shares the processors with clustering, and may have to wait for them.
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /// A task that a worker took along when it went is given to another after so long.
    static final Duration TASK = Duration.ofSeconds(10);

    private final WorkerFactory factory;
    private final StageWorker stages;

    /// @param scheduler takes the turns of jobs
    public TemporalWorker(Connection connection, Store store, Stages stages, Scheduler scheduler, InstantSource clock) {
        this(connection, store, stages, scheduler, clock, AT_ONCE);
    }

    /// @param atOnce slices and stages at the same time
    TemporalWorker(
            Connection connection, Store store, Stages stages, Scheduler scheduler, InstantSource clock, int atOnce) {
        WorkflowClient client = connection.client();
        this.factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
        this.stages = new StageWorker(
                new RunSteps(store, stages, clock),
                store,
                client,
                connection.settings().heartbeat());
        Worker worker = factory.newWorker(
                QUEUE,
                WorkerOptions.newBuilder()
                        .setMaxConcurrentActivityExecutionSize(atOnce)
                        .setMaxHeartbeatThrottleInterval(StageWorker.BETWEEN_SIGNS)
                        .setDefaultDeadlockDetectionTimeout(PATIENCE.toMillis())
                        .build());
        worker.registerWorkflowImplementationTypes(FairCoordination.class, StagedCourse.class, TimedTurn.class);
        worker.registerActivitiesImplementations(this.stages, new TurnWorker(scheduler));
    }

    public void start() {
        factory.start();
    }

    long ended(Status status) {
        return stages.ended(status);
    }

    /// What is under way goes on with other workers, or with the next one that comes.
    @Override
    public void close() {
        // Asks for nothing more first; what it then lets go goes to others, and the cluster hears of it.
        factory.shutdown();
        stages.stop();
        factory.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS);
        factory.shutdownNow();
    }
}
