package dev.tracemap.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Work that waits for others, such as calls to a model: all at the same time, results taken as they come.
final class SideBySide {
    private SideBySide() {}

    /// Returns when all is done.
    ///
    /// @param taker gets at least one result at a time, on the calling thread; it may throw to end the work
    /// @throws CancellationException when the thread is interrupted
    static <T> void work(List<Supplier<T>> tasks, Consumer<List<T>> taker) {
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            ExecutorCompletionService<T> results = new ExecutorCompletionService<>(workers);
            tasks.forEach(task -> results.submit(task::get));
            try {
                for (int finished = 0; finished < tasks.size(); ) {
                    List<T> ready = ready(results);
                    taker.accept(ready);
                    finished += ready.size();
                }
            } catch (RuntimeException | Error e) {
                workers.shutdownNow();
                throw e;
            }
        }
    }

    /// At least one result, and whatever else is there already.
    private static <T> List<T> ready(ExecutorCompletionService<T> results) {
        List<T> ready = new ArrayList<>();
        try {
            for (Future<T> next = results.take(); next != null; next = results.poll()) {
                ready.add(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted while waiting").initCause(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
        return ready;
    }
}
