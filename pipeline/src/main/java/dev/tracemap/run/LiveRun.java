package dev.tracemap.run;

import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
    private final Consumer<RunRecord> listener;
    private volatile RunRecord record;
    private volatile Wish wish = Wish.GO_ON;
    private @Nullable Thread worker;
    private volatile long deadline = Long.MAX_VALUE;

    LiveRun(RunRecord record, Store store) {
        this(record, store, _ -> {});
    }

    /// @param listener hears of every change
    LiveRun(RunRecord record, Store store, Consumer<RunRecord> listener) {
        this.record = record;
        this.store = store;
        this.listener = listener;
    }

    RunRecord record() {
        return record;
    }

    boolean isOver() {
        return record.isOver();
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
        long begin = System.nanoTime();
        try {
            here(() -> {
                at("sample", 0);
                stages.run(this);
                return true;
            });
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
                end(Status.FAILED, why(record, e.toString()), begin, clock);
            }
        }
    }

    /// Works on this thread, which wishes interrupt from now on.
    <T> T here(Supplier<T> work) {
        synchronized (this) {
            worker = Thread.currentThread();
        }
        try {
            return work.get();
        } finally {
            synchronized (this) {
                worker = null;
                // The thread goes back to its pool: a wish that came late must not hit what it does next.
                Thread.interrupted();
            }
        }
    }

    /// Why a run failed, in words.
    static String why(RunRecord run, String cause) {
        String tries = run.attempt() == 1 ? "" : " " + run.attempt() + " times, at last";
        return "stage " + run.stage() + " failed" + tries + ": " + cause;
    }

    /// Does a stage, and once more after a pause where it fails or takes too long, as often as the policy says.
    ///
    /// @throws CancellationException when the run is to end
    <T> T stage(String stage, StagePolicy policy, Supplier<T> work) {
        while (true) {
            try {
                return attempt(stage, policy, work);
            } catch (CancellationException | RunFailed e) {
                throw e;
            } catch (RuntimeException e) {
                checkWish();
                int attempt = record.attempt();
                if (attempt >= policy.attempts()) {
                    throw e;
                }
                LOG.warn("run {}: attempt {} of stage {} failed", record.runId(), attempt, stage, e);
                pause(policy.delayAfter(attempt));
                update(record.at(stage, 0).again(String.valueOf(e.getMessage())));
            }
        }
    }

    /// Does a stage once, in the time that the policy gives.
    <T> T attempt(String stage, StagePolicy policy, Supplier<T> work) {
        at(stage, 0);
        if (record.attempt() > 1) {
            store.saveRun(record);
        }
        return inTime(policy, work);
    }

    private <T> T inTime(StagePolicy policy, Supplier<T> work) {
        Thread self = Thread.currentThread();
        deadline = System.nanoTime() + policy.timeout().toNanos();
        // Progress is where a stage learns that its time is up; this is for one that waits for somebody else.
        Thread alarm = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(policy.timeout());
                self.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw isLate() ? new IllegalStateException("it took longer than " + policy.timeout(), e) : e;
        } finally {
            deadline = Long.MAX_VALUE;
            silence(alarm);
        }
    }

    private boolean isLate() {
        long until = deadline;
        return wish == Wish.GO_ON && until != Long.MAX_VALUE && System.nanoTime() - until >= 0;
    }

    /// So that a late alarm cannot hit the next stage. An interrupt that came with a wish is dropped; the wish is read
    /// by whatever comes next.
    private static void silence(Thread alarm) {
        alarm.interrupt();
        while (alarm.isAlive()) {
            try {
                alarm.join();
            } catch (InterruptedException e) {
                LOG.trace("interrupted while an alarm was switched off", e);
            }
        }
        Thread.interrupted();
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            checkWish();
        }
    }

    /// Notes how far the run is; a new stage is also stored, so that other processes and later starts see it.
    ///
    /// @throws CancellationException when the run is to end
    /// @throws IllegalStateException when the stage has had its time
    void at(String stage, double progress) {
        checkWish();
        if (isLate()) {
            throw new IllegalStateException("the time of the stage is up");
        }
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
        listener.accept(changed);
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
