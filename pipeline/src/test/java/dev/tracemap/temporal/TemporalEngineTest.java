package dev.tracemap.temporal;

import dev.tracemap.run.Engine;
import dev.tracemap.run.EngineContract;
import dev.tracemap.run.Stages;
import dev.tracemap.store.Store;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class TemporalEngineTest extends EngineContract {
    private final TestWorkflowEnvironment cluster = TestWorkflowEnvironment.newInstance();
    private final Connection connection = new Connection(
            cluster.getWorkflowServiceStubs(),
            new TemporalSettings("localhost:7233", cluster.getNamespace(), Duration.ofMinutes(4)));
    private final List<TemporalWorker> workers = new ArrayList<>();

    @Override
    protected Engine engine(Store over, Stages stages, InstantSource clock) {
        AtWork here = AtWork.on(connection, over, stages, clock);
        workers.add(here.worker());
        return here.engine();
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
