package dev.tracemap.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleConsumer;
import java.util.function.IntConsumer;

/// A few threads that work off numbered tasks together with the caller.
///
/// Tasks must not depend on each other, so that the result does not depend on who did what when. Close it after use.
public final class Workers implements AutoCloseable {
    private final int threads;
    private final ExecutorService others;

    /// @param threads how many work at once, the caller included
    public Workers(int threads) {
        this.threads = threads;
        this.others = Executors.newFixedThreadPool(
                Math.max(1, threads - 1),
                Thread.ofPlatform().daemon().name("compute-", 1).factory());
    }

    public int threads() {
        return threads;
    }

    /// Does the tasks 0 to `tasks - 1` and returns when all are done.
    public void each(int tasks, IntConsumer task) {
        each(tasks, task, done -> {});
    }

    /// The same, telling the share done from the calling thread between its own tasks. What `heard` or a task throws
    /// stops the rest and comes out here.
    public void each(int tasks, IntConsumer task, DoubleConsumer heard) {
        AtomicInteger next = new AtomicInteger();
        List<Future<?>> helping = new ArrayList<>();
        for (int i = 1; i < Math.min(threads, tasks); i++) {
            helping.add(others.submit(() -> drain(next, tasks, task, done -> {})));
        }
        try {
            drain(next, tasks, task, heard);
        } finally {
            next.set(tasks);
            await(helping);
        }
    }

    private static void drain(AtomicInteger next, int tasks, IntConsumer task, DoubleConsumer heard) {
        for (int i = next.getAndIncrement(); i < tasks; i = next.getAndIncrement()) {
            try {
                task.accept(i);
            } catch (Throwable failure) {
                next.set(tasks);
                throw failure;
            }
            heard.accept((i + 1.0) / tasks);
        }
    }

    private static void await(List<Future<?>> helping) {
        for (Future<?> helper : helping) {
            try {
                helper.get();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw (CancellationException) new CancellationException("interrupted").initCause(interrupted);
            } catch (ExecutionException failure) {
                throw failure.getCause() instanceof RuntimeException cause
                        ? cause
                        : new IllegalStateException("a worker failed", failure.getCause());
            }
        }
    }

    @Override
    public void close() {
        others.shutdownNow();
    }
}
