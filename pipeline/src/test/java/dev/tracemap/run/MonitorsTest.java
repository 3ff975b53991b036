package dev.tracemap.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.embedding.EmbeddingText;
import dev.tracemap.embedding.TextHash;
import dev.tracemap.insight.BackTest;
import dev.tracemap.insight.MonitorRule.By;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.sample.Truth;
import dev.tracemap.store.ClickHouseStore;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.Deletion;
import dev.tracemap.store.DuckDbStore;
import dev.tracemap.store.Filter;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
import dev.tracemap.store.MonitorBook;
import dev.tracemap.store.MonitorRecord;
import dev.tracemap.store.MonitorSql;
import dev.tracemap.store.MonitorSql.Engine;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.ScheduleMark;
import dev.tracemap.store.Store;
import dev.tracemap.store.StoreCopy;
import dev.tracemap.store.chdb.ClickHouseServer;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// Monitors of a week of the sample, and the week after it, which comes from another seed. Vectors count words, so that
/// the test is quick; with the real model `bench monitors` measures the same.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MonitorsTest {
    private static final Instant END = Instant.parse("2026-11-20T12:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final int TRACES = 300;
    private static final int DIMENSIONS = 384;

    @TempDir
    private static Path directory;

    private final AtomicReference<Instant> now = new AtomicReference<>(END);
    private final Map<String, Truth> truth = new HashMap<>();
    private final Map<MonitorRecord, String> saved = new LinkedHashMap<>();
    private DuckDbStore store;
    private OnnxEmbedder model;
    private Stages stages;
    private Runs runs;
    private RunRecord run;

    @BeforeAll
    void saveMonitors() throws InterruptedException {
        store = DuckDbStore.open(directory, now::get);
        model = new OnnxEmbedder(SentenceModel.BGE_SMALL);
        stages = new Stages(store, new Embedder(model, 2), now::get);
        runs = new Runs(store, stages, now::get);
        week(42, END);
        run = runs.await(1, runs.start(1, RunInputs.DEFAULT, null).runId(), Duration.ofMinutes(5), _ -> true);
        assertEquals(RunRecord.Status.COMPLETE, run.status(), String.valueOf(run.error()));
        Map<Integer, String> patterns = new LinkedHashMap<>();
        for (ClusterRecord cluster : store.clusters(run.runId())) {
            String pattern = pattern(cluster);
            if (cluster.clusterId() >= 0 && cluster.size() >= 10 && !pattern.isEmpty()) {
                patterns.put(cluster.clusterId(), pattern);
            }
        }
        List<Monitors.Wish> wishes = patterns.keySet().stream()
                .map(cluster -> new Monitors.Wish(cluster, "Monitor of " + cluster, null))
                .toList();
        new Monitors(store, now::get)
                .save(run, wishes)
                .forEach(monitor -> saved.put(monitor, Objects.requireNonNull(patterns.get(monitor.clusterId()))));
    }

    @AfterAll
    void close() {
        runs.close();
        model.close();
        store.close();
    }

    /// Stores a week of traces, with the vectors that their summaries will have.
    private void week(long seed, Instant end) {
        List<Event> events = new ArrayList<>();
        new Generator().stream(new SampleParams(TRACES, seed, end, WEEK)).forEach(trace -> {
            truth.put(trace.truth().traceId(), trace.truth());
            events.addAll(trace.events());
        });
        store.append(events);
        List<ItemRef> items =
                store.items(new ItemQuery(1, Level.TRACE, end.minus(WEEK), end.plus(WEEK), List.of(), null, 0));
        Map<String, float[]> vectors = new HashMap<>();
        for (ItemDigest digest : stages.sighting().read(1, items)) {
            String text = EmbeddingText.of(digest.summary());
            vectors.put(TextHash.of(text), words(text));
        }
        store.saveVectors(model.name(), vectors);
    }

    private static float[] words(String text) {
        float[] vector = new float[DIMENSIONS];
        for (String word : text.toLowerCase(Locale.ROOT).split("[^a-z_]+", -1)) {
            if (word.length() > 3) {
                vector[Math.floorMod(word.hashCode() * 31, DIMENSIONS)] += 1;
            }
        }
        double squares = 0;
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) Math.log1p(vector[i]);
            squares += vector[i] * vector[i];
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] /= (float) Math.sqrt(squares);
        }
        return vector;
    }

    /// What most of a cluster's items are about; empty where that is nothing in common.
    private String pattern(ClusterRecord cluster) {
        return store.memberships(run.runId(), cluster.clusterId(), 0, Integer.MAX_VALUE).stream()
                .map(Membership::traceId)
                .collect(Collectors.groupingBy(this::intent, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
    }

    private String intent(String traceId) {
        return Objects.requireNonNullElse(planted(traceId).intent(), "");
    }

    private Truth planted(String traceId) {
        return Objects.requireNonNull(truth.get(traceId));
    }

    private MonitorWatch watch() {
        return runs.watch(new MonitorWatch.Settings(0, Optional.empty()));
    }

    private Set<String> hits(MonitorRecord monitor) {
        return store.monitors().hits(1, monitor.monitorId(), Integer.MAX_VALUE).stream()
                .map(MonitorBook.Shown::hit)
                .map(hit -> hit.itemId())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @Order(1)
    void whatTheRunHasSeenAreHitsFromTheStart() {
        assertTrue(saved.size() >= 8, "too few clusters: " + saved.size());
        for (MonitorRecord monitor : saved.keySet()) {
            assertFalse(hits(monitor).isEmpty(), monitor.name());
        }
        assertEquals(run.windowEnd(), mark(), "from then on nobody has looked");
    }

    private Instant mark() {
        return store.marks(1).stream()
                .filter(mark -> mark.name().equals(MonitorWatch.NAME))
                .map(ScheduleMark::slot)
                .findFirst()
                .orElse(Instant.MIN);
    }

    @Test
    @Order(2)
    void thePlantedPatternsOfTheNextWeekAreFoundAsPromised() {
        now.set(END.plus(WEEK));
        week(77, END.plus(WEEK));
        MonitorWatch watch = watch();
        assertTrue(watch.look(1).hits() > 0);
        assertEquals(0, watch.look(1).items(), "nothing is new");
        double precision = 0;
        double recall = 0;
        double broken = 0;
        for (Map.Entry<MonitorRecord, String> entry : saved.entrySet()) {
            Set<String> hits = hits(entry.getKey());
            hits.removeIf(id -> !planted(id).start().isAfter(END));
            long right = hits.stream()
                    .filter(id -> intent(id).equals(entry.getValue()))
                    .count();
            long planted = truth.values().stream()
                    .filter(one -> one.start().isAfter(END) && entry.getValue().equals(one.intent()))
                    .count();
            double found = (double) right / planted;
            double correct = (double) right / hits.size();
            BackTest.Figures promise = Monitors.promise(entry.getKey());
            precision += correct / saved.size();
            recall += found / saved.size();
            broken += (promise.precision() - correct + promise.recall() - found) / 2 / saved.size();
        }
        assertTrue(precision >= 0.9, "precision " + precision);
        assertTrue(recall >= 0.9, "recall " + recall);
        assertTrue(broken <= 0.05, "less than promised by " + broken);
    }

    @Test
    @Order(3)
    void anItemIsAHitOnce() {
        Map<String, Integer> before = counts();
        store.saveMark(new ScheduleMark(1, MonitorWatch.NAME, END, ""));
        assertTrue(watch().look(1).items() > TRACES / 2, "another process looks at all of it again");
        assertEquals(before, counts());
    }

    private Map<String, Integer> counts() {
        return saved.keySet().stream().collect(Collectors.toMap(MonitorRecord::monitorId, monitor -> store.monitors()
                .hits(1, monitor.monitorId(), Integer.MAX_VALUE)
                .size()));
    }

    @Test
    @Order(4)
    void theExportedQueryTakesTheSameItemsInBothEngines(@TempDir Path other) {
        List<MonitorRecord> asked = new ArrayList<>();
        for (MonitorRecord monitor : saved.keySet().stream().limit(4).toList()) {
            for (By by : By.values()) {
                if (by == By.CENTROID || monitor.rule().readable() != null) {
                    asked.add(new Monitors(store, now::get).test(run, new Monitors.Wish(monitor.clusterId(), "x", by)));
                }
            }
        }
        assertTrue(asked.stream().anyMatch(monitor -> monitor.rule().by() == By.READABLE), "no readable rule");
        List<ItemRef> items =
                store.items(new ItemQuery(1, Level.TRACE, END.minus(WEEK), now.get(), List.of(), null, 0));
        List<ItemDigest> digests = stages.sighting().read(1, items);
        ClickHouseServer server = ClickHouseServer.running();
        try (ClickHouseStore click = server.store(other, now::get)) {
            StoreCopy.run(store, click, (_, _, _) -> {});
            for (MonitorRecord monitor : asked) {
                Set<String> ours =
                        watch().hits(1, Level.TRACE, new RuleSet(List.of(monitor)), digests, new ArrayList<>()).stream()
                                .map(hit -> hit.itemId())
                                .collect(Collectors.toCollection(TreeSet::new));
                String what = monitor.rule().text();
                assertFalse(ours.isEmpty(), what);
                assertEquals(ours, taken(store, MonitorSql.of(monitor, Engine.DUCKDB)), what);
                assertEquals(ours, taken(click, MonitorSql.of(monitor, Engine.CLICKHOUSE)), what);
            }
        }
    }

    private static Set<String> taken(Store from, String sql) {
        return from.query(sql, Integer.MAX_VALUE, Duration.ofMinutes(1)).rows().stream()
                .map(row -> String.valueOf(row.getFirst()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    @Order(5)
    void aConditionOnAFacetFiltersARunToo() {
        List<ItemDigest> many = taken(Filter.Operator.GT, "2");
        assertFalse(many.isEmpty());
        many.forEach(digest -> assertTrue(digest.facets().toolCallCount() > 2));
        List<ItemDigest> some = taken(Filter.Operator.REGEX, "^[34]$");
        assertFalse(some.isEmpty());
        some.forEach(digest -> assertTrue(Set.of(3, 4).contains(digest.facets().toolCallCount())));
    }

    private List<ItemDigest> taken(Filter.Operator operator, String value) {
        Filter calls = new Filter("facet.tool_call_count", operator, List.of(value));
        return stages.sighting()
                .read(1, store.items(new ItemQuery(1, Level.TRACE, END.minus(WEEK), END, List.of(calls), null, 0)));
    }

    @Test
    @Order(6)
    void aGuardrailHasExamplesOfBothKinds() {
        MonitorRecord monitor = saved.keySet().iterator().next();
        String text = new Guardrail(store, Redactor.STANDARD).of(monitor);
        assertTrue(text.contains("Of this kind:\n- \""), text);
        assertTrue(text.contains("\"examples\" : [ \""), text);
    }

    @Test
    @Order(7)
    void olderItemsThatComeByAnImportAreLookedAt() {
        Instant before = mark();
        MonitorWatch.lookBack(store, 1, END.minus(Duration.ofDays(2)), now.get());
        assertEquals(END.minus(Duration.ofDays(2)), mark());
        MonitorWatch.lookBack(store, 1, END, now.get());
        assertEquals(END.minus(Duration.ofDays(2)), mark(), "what is older still waits");
        assertTrue(before.isAfter(mark()));
    }

    @Test
    @Order(8)
    void aDeletedTraceTakesItsHitsAlong() {
        MonitorRecord monitor = saved.keySet().iterator().next();
        String trace = hits(monitor).iterator().next();
        store.delete(new Deletion.OfTrace(1, trace));
        assertFalse(hits(monitor).contains(trace));
    }
}
