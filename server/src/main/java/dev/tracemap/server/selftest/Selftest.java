package dev.tracemap.server.selftest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.run.RunInputs;
import dev.tracemap.sample.Generator;
import dev.tracemap.sample.SampleParams;
import dev.tracemap.server.selftest.AxisFindings.Found;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.HierarchyNode;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Plants a taxonomy into an empty store, runs along each axis, and compares.
public final class Selftest {
    private static final int BATCH = 2_000;
    private static final Duration WINDOW = Duration.ofDays(14);
    /// No trace starts after it. Always the same, so that a seed gives the same figures at any hour.
    private static final Instant END = Instant.parse("2026-01-01T00:00:00Z");

    private final Store store;
    private final Running running;
    private final boolean englishOnly;

    /// Runs a clustering to its end.
    public interface Running {
        RunRecord run(RunInputs inputs) throws InterruptedException;
    }

    /// @param store empty, and used for nothing else
    /// @param englishOnly whether the embedding model of the runs understands other languages badly
    public Selftest(Store store, Running running, boolean englishOnly) {
        this.store = store;
        this.running = running;
        this.englishOnly = englishOnly;
    }

    public SelftestReport run(Plan plan) throws InterruptedException {
        List<Planted> planted = plant(plan);
        List<AxisFindings> axes = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        for (String axis : plan.axes()) {
            try {
                axes.add(along(axis, plan, planted));
            } catch (IllegalArgumentException e) {
                notes.add("axis " + axis + " was left out: " + e.getMessage());
            }
        }
        return new SelftestReport(plan, axes, englishOnly, notes);
    }

    private List<Planted> plant(Plan plan) {
        List<Planted> planted = new ArrayList<>();
        List<Event> batch = new ArrayList<>();
        SampleParams params = new SampleParams(plan.traces(), plan.seed(), END, WINDOW);
        Generator.planting(plan.taxonomy(), plan.seed()).stream(params).forEachOrdered(trace -> {
            planted.add(Planted.of(trace));
            batch.addAll(trace.events());
            if (batch.size() >= BATCH) {
                store.append(batch);
                batch.clear();
            }
        });
        store.append(batch);
        return planted;
    }

    private AxisFindings along(String axis, Plan plan, List<Planted> planted) throws InterruptedException {
        ObjectNode inputs = JsonNodeFactory.instance
                .objectNode()
                .put("from", END.minus(WINDOW).toString())
                .put("to", END.plus(Duration.ofDays(1)).toString())
                .put("max_samples", "all")
                .put("axis", axis);
        RunRecord run = running.run(RunInputs.parse(inputs));
        Map<String, Membership> places = new HashMap<>();
        store.memberships(run.runId(), null, 0, Integer.MAX_VALUE).forEach(place -> places.put(place.itemId(), place));
        List<Found> found = planted.stream()
                .filter(one -> places.containsKey(one.traceId()))
                .map(one -> new Found(one, Objects.requireNonNull(places.get(one.traceId()))))
                .toList();
        Map<Integer, String> names = new HashMap<>();
        for (ClusterRecord cluster : store.clusters(run.runId())) {
            if (cluster.clusterId() >= 0) {
                names.put(cluster.clusterId(), cluster.title() + "\n" + cluster.description());
            }
        }
        Map<Integer, Integer> groups = new HashMap<>();
        List<HierarchyNode> top = store.hierarchy(run.runId()).stream()
                .filter(node -> node.depth() == 1)
                .toList();
        for (int group = 0; group < top.size(); group++) {
            for (int cluster : top.get(group).clusters()) {
                groups.put(cluster, group);
            }
        }
        return AxisFindings.of(axis, plan.taxonomy(), plan.seed(), run, found, names, groups);
    }
}
