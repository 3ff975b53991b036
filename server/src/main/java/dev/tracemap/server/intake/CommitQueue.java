package dev.tracemap.server.intake;

import dev.tracemap.server.http.Refused;
import dev.tracemap.store.Store;
import dev.tracemap.store.StoreException;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Span;
import dev.tracemap.trace.Trace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes many requests durable with one commit each time: while one batch is being written the next one gathers.
final class CommitQueue {
    /// What may wait, as [EventSize] counts.
    private static final int MOST_KILOBYTES = 96 << 10;

    private static final int BATCH_EVENTS = 20_000;
    private static final int PATIENCE_SECONDS = 5;

    private final Store store;
    private final Duration gathering;
    private final LinkedBlockingQueue<Waiting> waiting = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(MOST_KILOBYTES);

    /// @param merge what becomes of an event that is there with other content; null = the first content stays
    private record Waiting(
            List<Event> events, @Nullable BinaryOperator<Event> merge, CompletableFuture<Boolean> durable) {}

    /// @param gathering how long a batch waits for more after its first events, unless it is full; what comes
    ///     while the batch before it is being written is part of it anyway
    CommitQueue(Store store, Duration gathering) {
        this.store = store;
        this.gathering = gathering;
        Thread.ofPlatform().name("commit").daemon().start(this::write);
    }

    /// Returns when the events are durable.
    ///
    /// @param bytes their size
    /// @throws Refused when too much waits already
    void commit(List<Event> events, long bytes, @Nullable BinaryOperator<Event> merge)
            throws Refused, InterruptedException {
        if (events.isEmpty()) {
            return;
        }
        int kilobytes = (int) Math.min(MOST_KILOBYTES, 1 + (bytes >> 10));
        if (!room.tryAcquire(kilobytes, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new Refused(503, "more arrives than can be written; try again in a moment");
        }
        try {
            Waiting mine = new Waiting(events, merge, new CompletableFuture<>());
            waiting.add(mine);
            mine.durable().get();
        } catch (ExecutionException e) {
            throw new Refused(503, "the events could not be stored: " + e.getCause());
        } finally {
            room.release(kilobytes);
        }
    }

    long waitingBytes() {
        return (long) (MOST_KILOBYTES - room.availablePermits()) << 10;
    }

    private void write() {
        List<Waiting> batch = new ArrayList<>();
        while (true) {
            try {
                gather(batch);
            } catch (InterruptedException e) {
                return;
            }
            try {
                append(batch);
                batch.forEach(each -> each.durable().complete(true));
            } catch (RuntimeException together) {
                // One of them may be to blame: the others shall not suffer for it.
                batch.forEach(this::writeAlone);
            }
            batch.clear();
        }
    }

    private void gather(List<Waiting> batch) throws InterruptedException {
        Waiting next = waiting.take();
        long end = System.nanoTime() + gathering.toNanos();
        int events = 0;
        while (next != null) {
            batch.add(next);
            events += next.events().size();
            next = events < BATCH_EVENTS ? waiting.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS) : null;
        }
    }

    private void writeAlone(Waiting one) {
        try {
            append(List.of(one));
            one.durable().complete(true);
        } catch (RuntimeException e) {
            one.durable().completeExceptionally(e);
        }
    }

    private void append(List<Waiting> batch) {
        List<Event> all = batch.stream().flatMap(each -> each.events().stream()).toList();
        Set<String> conflicting = new LinkedHashSet<>(store.append(all).conflicting());
        if (conflicting.isEmpty()) {
            return;
        }
        for (Waiting each : batch) {
            BinaryOperator<Event> merge = each.merge();
            if (merge != null) {
                each.events().stream()
                        .filter(event -> conflicting.contains(event.uuid()))
                        .forEach(event -> revise(event, merge));
            }
        }
    }

    private void revise(Event event, BinaryOperator<Event> merge) {
        Optional<Event> stored = Optional.ofNullable(event.traceId())
                .flatMap(id -> store.trace(event.teamId(), id))
                .flatMap(trace -> events(trace)
                        .filter(each -> each.uuid().equals(event.uuid()))
                        .findFirst());
        Event merged = merge.apply(
                stored.orElseThrow(() -> new StoreException("event " + event.uuid() + " is in no trace", null)), event);
        if (!merged.equals(stored.get())) {
            store.replace(List.of(merged));
        }
    }

    private static Stream<Event> events(Trace trace) {
        return Stream.of(trace.spans().map(Span::event), Stream.ofNullable(trace.summary()), trace.others().stream())
                .flatMap(each -> each);
    }
}
