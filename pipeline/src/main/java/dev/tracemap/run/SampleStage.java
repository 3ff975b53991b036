package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.Filter;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.trace.Level;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Chooses which items a run looks at, by name; traces that lie elsewhere are fetched first. Facets are known of
/// items that were read: where a filter asks for one, all items are read that pass the others.
final class SampleStage implements Stage<List<ItemRef>> {
    private final Store store;
    private final Sources sources;
    private final InstantSource clock;

    SampleStage(Store store, Sources sources, InstantSource clock) {
        this.store = store;
        this.sources = sources;
        this.clock = clock;
    }

    @Override
    public String id() {
        return "sample";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.ITEMS;
    }

    @Override
    public List<ItemRef> work(RunState state) {
        RunRecord run = state.record();
        RunInputs inputs = state.inputs();
        List<Filter> among = new ArrayList<>(inputs.filters());
        if (inputs.source() != null) {
            List<String> traces = sources.bring(
                    store,
                    run,
                    inputs.source(),
                    inputs.maxSamples(),
                    inputs.clustering().seed(),
                    state.work()::note,
                    done -> state.live().at(id(), done));
            among.add(new Filter("trace_id", Filter.Operator.IN, traces));
        }
        if (among.stream().anyMatch(Filter::isOnFacet)) {
            List<Filter> known = Filter.beforeReading(among);
            ItemReading.of(store, run.teamId(), run.runId(), clock, state.work())
                    .read(items(run.teamId(), inputs, known, run.windowStart(), run.windowEnd()), done -> state.live()
                            .at(id(), done));
        }
        List<ItemRef> items = items(run.teamId(), inputs, among, run.windowStart(), run.windowEnd());
        if (items.isEmpty()) {
            throw new RunFailed(EmptyWindow.explain(store, run, inputs));
        }
        state.live().update(state.record().about(items.size()));
        return items;
    }

    @Override
    public ObjectNode written(List<ItemRef> items) {
        return JsonNodeFactory.instance.objectNode().put("items", Packing.pack(out -> write(out, items)));
    }

    private static void write(DataOutputStream out, List<ItemRef> items) throws IOException {
        out.writeInt(items.size());
        for (ItemRef item : items) {
            Packing.writeText(out, item.level().wire());
            Packing.writeText(out, item.id());
            Packing.writeText(out, item.revision());
            Packing.writeText(out, item.timestamp().toString());
            out.writeInt(item.traceIds().size());
            for (String trace : item.traceIds()) {
                Packing.writeText(out, trace);
            }
        }
    }

    @Override
    public List<ItemRef> read(RunState state, ObjectNode written) {
        return Packing.unpack(written.path("items"), SampleStage::read);
    }

    private static List<ItemRef> read(DataInputStream in) throws IOException {
        int count = in.readInt();
        List<ItemRef> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Level level = Level.fromWire(Packing.readText(in));
            String id = Packing.readText(in);
            String revision = Packing.readText(in);
            Instant timestamp = Instant.parse(Packing.readText(in));
            List<String> traces = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                traces.add(Packing.readText(in));
            }
            items.add(new ItemRef(level, id, traces, timestamp, revision));
        }
        return items;
    }

    /// What a run with these inputs would look at now.
    List<ItemRef> items(long teamId, RunInputs inputs, RunInputs.Window window) {
        return items(teamId, inputs, Filter.beforeReading(inputs.filters()), window.from(), window.to());
    }

    private List<ItemRef> items(long teamId, RunInputs inputs, List<Filter> filters, Instant from, Instant to) {
        RunInputs.Scope scope = inputs.scope();
        List<ItemRef> items = store.items(new ItemQuery(
                teamId,
                inputs.level(),
                from,
                to,
                filters,
                scope == null ? inputs.maxSamples() : null,
                inputs.clustering().seed(),
                inputs.sampleBy()));
        if (scope == null) {
            return items;
        }
        Set<String> inCluster = store.memberships(scope.runId(), scope.clusterId(), 0, Integer.MAX_VALUE).stream()
                .map(Membership::itemId)
                .collect(Collectors.toCollection(HashSet::new));
        return items.stream().filter(item -> inCluster.contains(item.id())).toList();
    }
}
