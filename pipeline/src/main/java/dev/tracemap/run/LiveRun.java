package dev.tracemap.run;

import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A run in this process: its present state, and the thread that works on it.
final class LiveRun {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRun.class);

    private enum Wish {
        GO_ON,
        CANCEL,
        STOP_WORKING
    }

    private final Store store;
    private volatile RunRecord record;
    private volatile Wish wish = Wish.GO_ON;
    private @Nullable Thread worker;

    LiveRun(RunRecord record, Store store) {
        this.record = record;
        this.store = store;
    }

    RunRecord record() {
        return record;
    }

    void cancel() {
        wish(Wish.CANCEL);
    }

    /// Ends the work and leaves the run unfinished.
    void interrupt() {
        wish(Wish.STOP_WORKING);
    }

    /// Returns when the state differs from the given one, or the time is up.
    synchronized void awaitChange(RunRecord from, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        long left = millis;
        while (record.equals(from) && left > 0) {
            wait(left);
            left = (deadline - System.nanoTime()) / 1_000_000;
        }
    }

    void work(Stages stages, InstantSource clock) {
        synchronized (this) {
            worker = Thread.currentThread();
        }
        long begin = System.nanoTime();
        try {
            at("sample", 0);
            RunRecord done = stages.run(this);
            update(done);
        } catch (CancellationException e) {
            if (wish == Wish.CANCEL) {
                end(Status.CANCELLED, null, begin, clock);
            }
        } catch (RunFailed e) {
            end(Status.FAILED, e.getMessage(), begin, clock);
        } catch (RuntimeException | Error e) {
            if (wish == Wish.STOP_WORKING) {
                LOG.debug("run {} was interrupted", record.runId(), e);
            } else if (wish == Wish.CANCEL) {
                end(Status.CANCELLED, null, begin, clock);
            } else {
                LOG.error("run {} failed in stage {}", record.runId(), record.stage(), e);
                end(Status.FAILED, "internal error in stage " + record.stage() + ": " + e, begin, clock);
            }
        } finally {
            synchronized (this) {
                worker = null;
                // The thread goes back to the pool: a wish that came late must not hit the next run.
                Thread.interrupted();
            }
        }
    }

    /// Notes how far the run is; a new stage is also stored, so that other processes and later starts see it.
    ///
    /// @throws CancellationException when the run is to end
    void at(String stage, double progress) {
        checkWish();
        boolean newStage = !stage.equals(record.stage());
        update(record.at(stage, Math.clamp(progress, 0, 1)));
        if (newStage) {
            store.saveRun(record);
        }
    }

    void checkWish() {
        if (wish != Wish.GO_ON) {
            throw new CancellationException(wish.name());
        }
    }

    synchronized void update(RunRecord changed) {
        record = changed;
        notifyAll();
    }

    private void end(Status status, @Nullable String error, long begin, InstantSource clock) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        RunRecord ended = record.ended(status, error, clock.instant()).took(seconds);
        store.saveRun(ended);
        update(ended);
    }

    private synchronized void wish(Wish wanted) {
        wish = wanted;
        if (worker != null) {
            worker.interrupt();
        }
    }
}
