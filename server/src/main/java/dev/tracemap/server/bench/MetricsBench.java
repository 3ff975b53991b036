package dev.tracemap.server.bench;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tracemap.facet.DirectFacets;
import dev.tracemap.finding.Findings;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.MadeEvents;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.summary.Summary;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Level;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// How long the figures of a run's clusters take in a store that holds millions of events of other traces too.
public final class MetricsBench {
    private static final int TRACES = 1_500;
    private static final int CLUSTERS = 15;
    private static final String RUN = "1_trace_20261101_000000";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /// The figures once more, out of the events themselves. Ids that are written down let the engine skip what a join
    /// would read.
    private static final String FROM_EVENTS = "SELECT m.cluster_id AS cluster_id, count(DISTINCT m.item_id) AS items,"
            + " sum(e.total_cost_usd) AS cost, avg(e.latency) AS latency, sum(e.input_tokens) AS tokens,"
            + " avg(CASE WHEN e.is_error THEN 1.0 ELSE 0.0 END) AS errors FROM events AS e JOIN memberships AS m"
            + " ON m.trace_id = e.trace_id WHERE m.run_id = '" + RUN + "' AND e.team_id = 1 AND e.trace_id IN"
            + " (SELECT trace_id FROM memberships WHERE run_id = '" + RUN + "') GROUP BY m.cluster_id ORDER BY 1";

    private MetricsBench() {}

    /// @param question `metrics` as the tools tell them, `concern` with users counted in the events, `map`, and
    ///     `from events`, the figures made again in SQL
    /// @param median and the slowest, in milliseconds
    /// @param processor milliseconds of this process each time, which other programs do not lengthen
    public record Row(String engine, long events, String question, double median, double slowest, double processor) {}

    private interface Question {
        int answer(Store store, RunRecord run);
    }

    /// @param store empty
    public static List<Row> measure(String engine, Store store, long events, int repeats) {
        MadeEvents.into(store, events);
        RunRecord run = run(store, events);
        Map<String, Question> questions = new LinkedHashMap<>();
        questions.put("metrics", (asked, of) -> asked.clusters(of.runId()).size());
        questions.put("concern", (asked, of) -> asked.concerns(of).size());
        questions.put("map", (asked, of) -> asked.mapPoints(of).size() / (TRACES / CLUSTERS));
        questions.put(
                "from events",
                (asked, of) -> asked.query(FROM_EVENTS, 1_000, PATIENCE).rows().size());
        List<Row> rows = new ArrayList<>();
        questions.forEach((name, question) -> {
            double before = processorMillis();
            double[] sorted = times(store, run, question, repeats);
            double processor = (processorMillis() - before) / (repeats + 1);
            rows.add(new Row(engine, events, name, sorted[sorted.length / 2], sorted[sorted.length - 1], processor));
        });
        return rows;
    }

    private static double processorMillis() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getProcessCpuTime() / 1e6
                : 0;
    }

    /// Once to warm up, then as often as asked for.
    private static double[] times(Store store, RunRecord run, Question question, int repeats) {
        double[] times = new double[repeats];
        for (int i = -1; i < repeats; i++) {
            long began = System.nanoTime();
            int answered = question.answer(store, run);
            if (i >= 0) {
                times[i] = (System.nanoTime() - began) / 1e6;
            }
            if (answered != CLUSTERS) {
                throw new IllegalStateException(answered + " clusters instead of " + CLUSTERS);
            }
        }
        Arrays.sort(times);
        return times;
    }

    /// A run over traces of the first hours, its figures as a run would make them.
    private static RunRecord run(Store store, long events) {
        Instant end = MadeEvents.FIRST.plusMillis(200 * events + 1);
        ItemQuery window = new ItemQuery(1, Level.TRACE, MadeEvents.FIRST, end, List.of(), TRACES, 42);
        List<ItemRef> items = store.items(window);
        List<Item> loaded = store.load(1, items);
        List<ItemDigest> digests = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            digests.add(digest(items.get(i), loaded.get(i)));
        }
        store.saveDigests(1, digests, end, null);
        RunRecord begun = new RunRecord(
                RUN,
                1,
                Level.TRACE,
                null,
                null,
                RunRecord.Status.RUNNING,
                "emit",
                0,
                1,
                end,
                null,
                MadeEvents.FIRST,
                end,
                JsonNodeFactory.instance.objectNode(),
                0,
                0,
                0,
                0,
                List.of(),
                null);
        RunRecord run = begun.completed(end, JsonNodeFactory.instance.objectNode(), TRACES, CLUSTERS, 0, 1, List.of());
        List<ClusterRecord> clusters = new ArrayList<>();
        List<Membership> members = new ArrayList<>();
        for (int cluster = 0; cluster < CLUSTERS; cluster++) {
            List<ItemMeasures> measures = new ArrayList<>();
            for (int i = cluster; i < digests.size(); i += CLUSTERS) {
                measures.add(digests.get(i).measures());
                members.add(member(digests.get(i).item(), cluster, i / CLUSTERS));
            }
            clusters.add(cluster(cluster, ClusterMetrics.of(measures, TRACES)));
        }
        store.completeRun(run, clusters, members, event(end));
        return run;
    }

    private static ItemDigest digest(ItemRef item, Item loaded) {
        Summary summary = new Summary("An order that is late", "user -> tool -> answer", List.of(), List.of());
        return new ItemDigest(item, summary, "bench", DirectFacets.of(loaded), ItemMeasures.of(loaded), 100)
                .with(Findings.of(loaded));
    }

    private static Membership member(ItemRef item, int cluster, int rank) {
        return new Membership(
                item.id(),
                item.id(),
                cluster,
                0.9,
                null,
                null,
                0.1,
                rank,
                cluster,
                rank,
                "An order",
                item.timestamp(),
                List.of());
    }

    private static ClusterRecord cluster(int id, ClusterMetrics metrics) {
        return new ClusterRecord(
                RUN,
                id,
                metrics.items(),
                "Cluster " + id,
                "- orders",
                new float[100],
                0,
                0,
                1,
                List.of(),
                Map.of(),
                metrics);
    }

    private static Event event(Instant when) {
        return new Event(
                UUID.nameUUIDFromBytes(new byte[] {1}).toString(),
                1,
                "$ai_trace_clusters",
                when,
                "",
                JsonNodeFactory.instance.objectNode());
    }
}
