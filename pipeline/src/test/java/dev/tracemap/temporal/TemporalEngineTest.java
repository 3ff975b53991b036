package dev.tracemap.temporal;

import dev.tracemap.run.Engine;
import dev.tracemap.run.EngineContract;
import dev.tracemap.run.Jobs;
import dev.tracemap.run.Runs;
import dev.tracemap.run.Scheduler;
import dev.tracemap.run.Stages;
import dev.tracemap.store.Store;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;

class TemporalEngineTest extends EngineContract {
    private final TestWorkflowEnvironment cluster = TestWorkflowEnvironment.newInstance();
    private final Connection connection = new Connection(
            cluster.getWorkflowServiceStubs(),
            new TemporalSettings("localhost:7233", cluster.getNamespace(), Duration.ofMinutes(4)));
    private final List<TemporalWorker> workers = new ArrayList<>();

    @Override
    protected Engine engine(Store over, Stages stages, InstantSource clock) {
        TemporalEngine engine = new TemporalEngine(connection, over);
        Runs runs = new Runs(over, stages, engine, clock, UnaryOperator.identity());
        Scheduler scheduler =
                new Scheduler(over, runs, new Jobs(over, Jobs.DEFAULT_MOST, clock), Scheduler.Settings.DEFAULT, clock);
        TemporalWorker worker = new TemporalWorker(connection, over, stages, scheduler, clock);
        engine.worksWith(worker);
        worker.start();
        workers.add(worker);
        return engine;
    }

    @Override
    protected void loseWorkers() {
        workers.forEach(TemporalWorker::close);
        workers.clear();
    }

    @AfterEach
    void closeCluster() {
        loseWorkers();
        cluster.close();
    }
}
