package dev.tracemap.run;

import dev.tracemap.store.Filter;
import dev.tracemap.store.ItemQuery;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Chooses which items a run looks at, by name; traces that lie elsewhere are fetched first.
final class SampleStage implements Stage<List<ItemRef>> {
    private final Store store;
    private final Sources sources;

    SampleStage(Store store, Sources sources) {
        this.store = store;
        this.sources = sources;
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
        List<ItemRef> items = items(run.teamId(), inputs, among, run.windowStart(), run.windowEnd());
        if (items.isEmpty()) {
            throw new RunFailed(EmptyWindow.explain(store, run, inputs));
        }
        return items;
    }

    /// What a run with these inputs would look at now.
    List<ItemRef> items(long teamId, RunInputs inputs, RunInputs.Window window) {
        return items(teamId, inputs, inputs.filters(), window.from(), window.to());
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
