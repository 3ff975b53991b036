package dev.tracemap.server;

import dev.tracemap.run.Engine;
import dev.tracemap.run.Jobs;
import dev.tracemap.run.Scheduler;
import dev.tracemap.run.Stages;
import dev.tracemap.store.Store;
import dev.tracemap.temporal.Connection;
import dev.tracemap.temporal.TemporalEngine;
import dev.tracemap.temporal.TemporalSchedules;
import dev.tracemap.temporal.TemporalSettings;
import dev.tracemap.temporal.TemporalWorker;
import java.time.InstantSource;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// This process's part in a Temporal cluster. Nothing of Temporal is loaded in a process that has none.
final class Cluster implements AutoCloseable {
    private final Store store;
    private final Connection connection;
    private final TemporalEngine engine;
    private @Nullable TemporalWorker worker;
    private @Nullable TemporalSchedules schedules;

    Cluster(TemporalSettings settings, Store store) {
        this.store = store;
        this.connection = Connection.to(settings);
        this.engine = new TemporalEngine(connection, store);
    }

    Engine engine() {
        return engine;
    }

    /// Does stages, and the turns of jobs, from now on.
    ///
    /// @throws IllegalStateException where the cluster does not answer
    synchronized void work(Stages stages, Scheduler scheduler, InstantSource clock) {
        connection.check();
        TemporalWorker here = new TemporalWorker(connection, store, stages, scheduler, clock);
        engine.worksWith(here);
        here.start();
        worker = here;
    }

    /// Keeps the cluster's schedules in step with the jobs from now on.
    synchronized void schedule(LongFunction<Jobs> jobs) {
        TemporalSchedules here = new TemporalSchedules(connection, store, jobs);
        here.start();
        schedules = here;
    }

    @Override
    public synchronized void close() {
        if (schedules != null) {
            schedules.close();
        }
        if (worker != null) {
            worker.close();
        }
        connection.close();
    }
}
