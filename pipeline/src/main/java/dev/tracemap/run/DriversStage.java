package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.insight.Driver;
import dev.tracemap.insight.Drivers;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.Membership;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.util.List;

/// Tests what marks each cluster, and keeps what was found. Makes the number of findings.
final class DriversStage implements Stage<Integer> {
    private final Store store;
    private final Stage<Embedded> embed;
    private final Stage<LabelStage.Named> label;

    DriversStage(Store store, Stage<Embedded> embed, Stage<LabelStage.Named> label) {
        this.store = store;
        this.embed = embed;
        this.label = label;
    }

    @Override
    public String id() {
        return "drivers";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.COMPUTE;
    }

    @Override
    public Integer work(RunState state) {
        RunRecord run = state.record();
        List<ItemDigest> digests = state.of(embed).of();
        List<Driver> drivers = Drivers.of(
                new FactsReading(store, run.teamId()).of(run.level(), digests),
                state.of(label).result().memberships().stream()
                        .mapToInt(Membership::clusterId)
                        .toArray());
        store.saveDrivers(run.runId(), drivers);
        return drivers.size();
    }

    @Override
    public ObjectNode written(Integer found) {
        return JsonNodeFactory.instance.objectNode().put("found", found);
    }

    @Override
    public Integer read(RunState state, ObjectNode written) {
        return written.path("found").intValue();
    }
}
