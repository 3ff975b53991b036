package dev.tracemap.temporal;

import dev.tracemap.run.Jobs;
import dev.tracemap.run.Runs;
import dev.tracemap.run.Scheduler;
import dev.tracemap.run.Stages;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.function.UnaryOperator;

/// An engine on a cluster, and a worker for it in this process.
record AtWork(TemporalEngine engine, Jobs jobs, Runs runs, Scheduler scheduler, TemporalWorker worker)
        implements AutoCloseable {

    static AtWork on(Connection connection, Store store, Stages stages, InstantSource clock) {
        return on(connection, store, stages, Scheduler.Settings.DEFAULT, clock);
    }

    static AtWork on(Connection connection, Store store, Stages stages, Scheduler.Settings turns, InstantSource clock) {
        TemporalEngine engine = new TemporalEngine(connection, store);
        Runs runs = new Runs(store, stages, engine, clock, UnaryOperator.identity());
        Jobs jobs = new Jobs(store, Jobs.DEFAULT_MOST, clock);
        Scheduler scheduler = new Scheduler(store, runs, jobs, turns, clock);
        TemporalWorker worker = new TemporalWorker(connection, store, stages, scheduler, clock);
        engine.worksWith(worker);
        worker.start();
        return new AtWork(engine, jobs, runs, scheduler, worker);
    }

    @Override
    public void close() {
        worker.close();
        scheduler.close();
        runs.close();
    }
}
