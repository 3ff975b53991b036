package dev.tracemap.server.bench;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.insight.BackTest;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.run.MonitorWatch;
import dev.tracemap.run.Monitors;
import dev.tracemap.run.RunInputs;
import dev.tracemap.run.Runs;
import dev.tracemap.run.Stages;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.sample.Truth;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Membership;
import dev.tracemap.store.MonitorBook;
import dev.tracemap.store.MonitorRecord;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.ScheduleMark;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/// How well monitors keep their promise on new data, and what they cost. A monitor is saved of every cluster of a week
/// of generated traces; the next week, from another seed, is judged by them. Then the same traces are judged by many
/// monitors, when all that a run needs of them too has been read.
public final class MonitorsBench {
    private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final long FIRST_SEED = 42;
    private static final long SECOND_SEED = 77;
    private static final int FEWEST = 10;
    private static final int BATCH = 2_000;

    private final AtomicReference<Instant> now = new AtomicReference<>(END);

    /// One monitor, held against the planted pattern that most of its cluster's items are of.
    ///
    /// @param planted items of the pattern among the new ones
    public record Kept(
            String pattern,
            String rule,
            double promisedPrecision,
            double promisedRecall,
            double precision,
            double recall,
            int planted) {}

    /// @param storeSeconds to store the new traces; `readSeconds` to read, embed and judge them by the saved monitors
    /// @param judgeSeconds to judge them by all monitors, once they are read
    /// @param ratio of the latter to the former two
    public record Result(
            List<Kept> kept,
            int traces,
            int monitors,
            double storeSeconds,
            double readSeconds,
            double judgeSeconds,
            double ratio) {}

    private MonitorsBench() {}

    /// @param traces of each week
    /// @param monitors to judge by in the end
    public static Result measure(int traces, int monitors, Path directory) throws InterruptedException {
        return new MonitorsBench().measured(traces, monitors, directory);
    }

    private Result measured(int traces, int monitors, Path directory) throws InterruptedException {
        try (DuckDbStore store = DuckDbStore.open(directory, now::get);
                OnnxEmbedder model = new OnnxEmbedder(SentenceModel.BGE_SMALL);
                Runs runs = new Runs(
                        store,
                        new Stages(
                                store, new Embedder(model, Runtime.getRuntime().availableProcessors()), now::get),
                        now::get)) {
            Map<String, Truth> first = new LinkedHashMap<>();
            store(store, new SampleParams(traces, FIRST_SEED, END, WEEK), first);
            RunRecord run =
                    runs.await(1, runs.start(1, RunInputs.DEFAULT, null).runId(), Duration.ofHours(3), _ -> true);
            List<MonitorRecord> saved = saved(store, run);
            now.set(END.plus(WEEK));
            Map<String, Truth> second = new LinkedHashMap<>();
            double storing = store(store, new SampleParams(traces, SECOND_SEED, END.plus(WEEK), WEEK), second);
            long began = System.nanoTime();
            watch(runs).look(1);
            double reading = seconds(began);
            List<Kept> kept = saved.stream()
                    .map(monitor -> kept(store, monitor, first, second))
                    .flatMap(Optional::stream)
                    .sorted(Comparator.comparing(Kept::pattern))
                    .toList();
            multiply(store, saved, monitors);
            // As if the week had not been judged yet.
            store.saveMark(new ScheduleMark(1, MonitorWatch.NAME, END, ""));
            began = System.nanoTime();
            watch(runs).look(1);
            double judging = seconds(began);
            return new Result(kept, traces, monitors, storing, reading, judging, judging / (storing + reading));
        }
    }

    private static MonitorWatch watch(Runs runs) {
        return runs.watch(new MonitorWatch.Settings(0, Optional.empty()));
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    /// @return how long the store took
    private static double store(Store store, SampleParams params, Map<String, Truth> truth) {
        List<Event> batch = new ArrayList<>();
        double[] seconds = {0};
        Runnable append = () -> {
            long began = System.nanoTime();
            store.append(batch);
            seconds[0] += seconds(began);
            batch.clear();
        };
        new Generator().stream(params).forEachOrdered(trace -> {
            truth.put(trace.truth().traceId(), trace.truth());
            batch.addAll(trace.events());
            if (batch.size() >= BATCH) {
                append.run();
            }
        });
        append.run();
        return seconds[0];
    }

    private List<MonitorRecord> saved(Store store, RunRecord run) {
        List<Monitors.Wish> wishes = store.clusters(run.runId()).stream()
                .filter(cluster -> cluster.clusterId() >= 0 && cluster.size() >= FEWEST)
                .map(cluster ->
                        new Monitors.Wish(cluster.clusterId(), cluster.clusterId() + " " + cluster.title(), null))
                .toList();
        return new Monitors(store, now::get).save(run, wishes);
    }

    /// Absent where the cluster is mostly of no pattern.
    private static Optional<Kept> kept(
            Store store, MonitorRecord monitor, Map<String, Truth> first, Map<String, Truth> second) {
        Map<String, Long> patterns =
                store.memberships(monitor.runId(), monitor.clusterId(), 0, Integer.MAX_VALUE).stream()
                        .map(Membership::traceId)
                        .collect(Collectors.groupingBy(id -> intent(first, id), Collectors.counting()));
        String pattern = patterns.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
        if (pattern.isEmpty()) {
            return Optional.empty();
        }
        long planted = second.keySet().stream()
                .filter(id -> intent(second, id).equals(pattern))
                .count();
        List<String> hits = store.monitors().hits(1, monitor.monitorId(), Integer.MAX_VALUE).stream()
                .map(MonitorBook.Shown::hit)
                .map(hit -> hit.traceIds().getFirst())
                .filter(second::containsKey)
                .toList();
        long right =
                hits.stream().filter(id -> intent(second, id).equals(pattern)).count();
        BackTest.Figures promise = Monitors.promise(monitor);
        return Optional.of(new Kept(
                pattern,
                monitor.rule().by().wire(),
                promise.precision(),
                promise.recall(),
                (double) right / Math.max(1, hits.size()),
                (double) right / Math.max(1, planted),
                (int) planted));
    }

    private static String intent(Map<String, Truth> truth, String traceId) {
        Truth one = truth.get(traceId);
        return one == null || one.intent() == null ? "" : one.intent();
    }

    private static void multiply(Store store, List<MonitorRecord> saved, int wanted) {
        for (int i = saved.size(); i < wanted; i++) {
            MonitorRecord one = saved.get(i % saved.size());
            store.monitors()
                    .save(new MonitorRecord(
                            1,
                            "m" + (1000 + i),
                            one.name() + " " + i,
                            one.level(),
                            one.runId(),
                            one.clusterId(),
                            one.axis(),
                            one.rule(),
                            one.test(),
                            one.standing(),
                            one.watchedFrom(),
                            one.createdAt()));
        }
    }
}
