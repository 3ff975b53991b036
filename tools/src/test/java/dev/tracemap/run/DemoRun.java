package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.Drivers;
import dev.tracemap.metrics.ClusterMetrics;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.sample.Truth;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import dev.tracemap.trace.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/// A run over the demo in which the planted intents are the clusters, so that what is said about clusters can be held
/// against what was planted, without the minutes that embedding takes.
public final class DemoRun {
    public static final Instant END = Instant.parse("2026-11-20T16:00:00Z");
    private static final String ID = "1_trace_20261120_160000_demo";

    private final Map<String, Integer> clusters = new TreeMap<>();
    private final Map<String, Truth> truths = new HashMap<>();
    private final RunRecord record;

    private DemoRun(Store store) {
        SampleParams params = SampleParams.demo(END);
        List<Event> events = new ArrayList<>();
        new Generator().rated().stream(params).forEachOrdered(trace -> {
            events.addAll(trace.events());
            truths.put(trace.truth().traceId(), trace.truth());
            if (trace.truth().intent() != null) {
                clusters.put(trace.truth().intent(), 0);
            }
        });
        int next = 0;
        for (Map.Entry<String, Integer> cluster : clusters.entrySet()) {
            cluster.setValue(next++);
        }
        store.append(events);
        this.record = complete(store, params);
    }

    /// Fills the store.
    public static DemoRun in(Store store) {
        return new DemoRun(store);
    }

    public RunRecord record() {
        return record;
    }

    /// Which cluster an intent is.
    public int cluster(String intent) {
        return Objects.requireNonNull(clusters.get(intent), intent);
    }

    private int clusterOf(String traceId) {
        String intent = Objects.requireNonNull(truths.get(traceId)).intent();
        return intent == null ? -1 : cluster(intent);
    }

    private RunRecord complete(Store store, SampleParams params) {
        Instant from = params.end().minus(params.window());
        ItemQuery all = new ItemQuery(1, Level.TRACE, from, END, List.of(), null, 0);
        List<ItemDigest> digests = new ItemReading(store, 1, null, InstantSource.fixed(END), null, null)
                .read(store.items(all), _ -> {})
                .digests();
        List<Membership> members = new ArrayList<>();
        Map<Integer, List<ItemDigest>> groups = new TreeMap<>();
        for (ItemDigest digest : digests) {
            int cluster = clusterOf(digest.item().id());
            List<ItemDigest> group = groups.computeIfAbsent(cluster, _ -> new ArrayList<>());
            members.add(new Membership(
                    digest.item().id(),
                    digest.item().id(),
                    cluster,
                    cluster < 0 ? null : 0.9,
                    null,
                    null,
                    cluster < 0 ? null : 0.1,
                    cluster < 0 ? null : group.size(),
                    cluster % 5,
                    cluster / 5.0,
                    digest.summary().title(),
                    digest.item().timestamp(),
                    List.of()));
            group.add(digest);
        }
        RunRecord run =
                run(from, digests.size(), groups.getOrDefault(-1, List.of()).size());
        store.saveDrivers(
                run.runId(),
                Drivers.of(
                        new FactsReading(store, 1).of(Level.TRACE, digests),
                        members.stream().mapToInt(Membership::clusterId).toArray()));
        List<ClusterRecord> records = new ArrayList<>();
        groups.forEach((cluster, group) -> records.add(cluster(cluster, group, digests.size())));
        store.completeRun(run, records, members, new Event("run", 1, "$ai_trace_clusters", END, "", json()));
        return run;
    }

    private ClusterRecord cluster(int id, List<ItemDigest> group, int all) {
        String title = clusters.entrySet().stream()
                .filter(entry -> entry.getValue() == id)
                .map(entry -> entry.getKey().replace('_', ' '))
                .findFirst()
                .orElse("Outliers");
        return new ClusterRecord(
                ID,
                id,
                group.size(),
                title,
                "",
                new float[] {0},
                id % 5,
                id / 5.0,
                0.5,
                List.of(group.getFirst().item().id()),
                Map.of(),
                ClusterMetrics.of(group.stream().map(ItemDigest::measures).toList(), all));
    }

    private RunRecord run(Instant from, int items, int noise) {
        return new RunRecord(
                ID,
                1,
                Level.TRACE,
                null,
                null,
                RunRecord.Status.COMPLETE,
                "emit",
                1,
                1,
                END,
                END.plus(Duration.ofSeconds(9)),
                from,
                END,
                json(),
                items,
                clusters.size(),
                noise,
                9,
                List.of(),
                null);
    }

    private static ObjectNode json() {
        return JsonNodeFactory.instance.objectNode();
    }
}
