package dev.tracemap.run;

import dev.tracemap.store.RunRecord;
import dev.tracemap.store.RunRecord.Status;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// The engine of a single process: threads, and the store for what has to outlast them.
final class EmbeddedEngine implements Engine {
    private final Store store;
    private final Stages stages;
    private final InstantSource clock;
    private final Map<String, LiveRun> live = new ConcurrentHashMap<>();
    private final ExecutorService workers = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("run-", 1).factory());
    private final Map<Status, LongAdder> ended = new EnumMap<>(Status.class);
    private final FairQueue queue = new FairQueue(workers, AT_ONCE);

    EmbeddedEngine(Store store, Stages stages, InstantSource clock) {
        this.store = store;
        this.stages = stages;
        this.clock = clock;
        for (Status status : Status.values()) {
            ended.put(status, new LongAdder());
        }
    }

    @Override
    public void begin(RunRecord run) {
        LiveRun running = new LiveRun(run, store);
        if (live.putIfAbsent(run.runId(), running) == null) {
            queue.add(run.teamId(), () -> {
                try {
                    running.work(stages, clock);
                } finally {
                    if (running.isOver()) {
                        Objects.requireNonNull(ended.get(running.record().status()))
                                .increment();
                    }
                    live.remove(run.runId());
                }
            });
        }
    }

    @Override
    public Optional<RunRecord> seen(String runId) {
        return Optional.ofNullable(live.get(runId)).map(LiveRun::record);
    }

    @Override
    public void awaitChange(RunRecord from, long millis) throws InterruptedException {
        LiveRun running = live.get(from.runId());
        if (running == null) {
            // Over by now, or it belongs to a process that has gone and waits to be resumed.
            Thread.sleep(millis);
        } else {
            running.awaitChange(from, millis);
        }
    }

    @Override
    public boolean cancel(RunRecord run) {
        LiveRun running = live.get(run.runId());
        if (running != null) {
            running.cancel();
        }
        return running != null;
    }

    @Override
    public List<RunRecord> active() {
        return live.values().stream().map(LiveRun::record).toList();
    }

    @Override
    public long ended(Status status) {
        return Objects.requireNonNull(ended.get(status)).sum();
    }

    @Override
    public void close() {
        queue.close();
        live.values().forEach(LiveRun::interrupt);
        workers.shutdownNow();
        try {
            workers.awaitTermination(500, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
