package dev.tracemap.temporal;

import dev.tracemap.run.Engine;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands runs to the coordinator of a cluster. What is known about them lies in the store.
public final class TemporalEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(TemporalEngine.class);
    private static final long BETWEEN_LOOKS_MILLIS = 200;
    private static final int REMEMBERED = 200;

    private final Store store;
    private final WorkflowClient client;
    private volatile @Nullable TemporalWorker worker;

    public TemporalEngine(Connection connection, Store store) {
        this.store = store;
        this.client = connection.client();
    }

    /// Has a worker in this process, which tells how runs ended; it is closed by whoever made it.
    public void worksWith(TemporalWorker here) {
        worker = here;
    }

    @Override
    public void begin(RunRecord run) {
        Coordination coordinator = client.newWorkflowStub(
                Coordination.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(Coordination.ID)
                        .setTaskQueue(TemporalWorker.QUEUE)
                        .setWorkflowTaskTimeout(TemporalWorker.TASK)
                        .build());
        BatchRequest request = client.newSignalWithStartRequest();
        request.add(coordinator::coordinate, Coordination.Queue.EMPTY);
        request.add(coordinator::submit, ref(run));
        client.signalWithStart(request);
    }

    private static RunRef ref(RunRecord run) {
        return new RunRef(run.teamId(), run.runId());
    }

    @Override
    public Optional<RunRecord> seen(String runId) {
        return Optional.empty();
    }

    @Override
    public void awaitChange(RunRecord from, long millis) throws InterruptedException {
        Thread.sleep(Math.min(millis, BETWEEN_LOOKS_MILLIS));
    }

    @Override
    public boolean cancel(RunRecord run) {
        try {
            client.newUntypedWorkflowStub(ref(run).workflowId()).cancel();
            return true;
        } catch (WorkflowNotFoundException e) {
            LOG.debug("run {} is not at work", run.runId(), e);
        }
        try {
            client.newWorkflowStub(Coordination.class, Coordination.ID).withdraw(ref(run));
        } catch (WorkflowServiceException e) {
            LOG.debug("run {} does not wait either", run.runId(), e);
        }
        return false;
    }

    @Override
    public List<RunRecord> active() {
        return store.teams().stream()
                .flatMap(team -> store.runs(team, REMEMBERED).stream())
                .filter(run -> !run.isOver())
                .toList();
    }

    @Override
    public long ended(Status status) {
        TemporalWorker here = worker;
        return here == null ? 0 : here.ended(status);
    }

    /// The line to the cluster, and a worker, belong to whoever opened them.
    @Override
    public void close() {
        LOG.debug("runs go on without this process");
    }
}
