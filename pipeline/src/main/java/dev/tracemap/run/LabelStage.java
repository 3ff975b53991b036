package dev.tracemap.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.label.Label;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.Map;
import java.util.TreeMap;

/// Names the clusters, and brings everything into the shape it is stored in.
final class LabelStage implements Stage<LabelStage.Named> {
    private final Store store;
    private final Stage<Embedded> embed;
    private final Stage<LineageStage.Descent> lineage;
    private final InstantSource clock;

    LabelStage(Store store, Stage<Embedded> embed, Stage<LineageStage.Descent> lineage, InstantSource clock) {
        this.store = store;
        this.embed = embed;
        this.lineage = lineage;
        this.clock = clock;
    }

    /// @param report who named them, as [Naming#report] says
    record Named(RunResult result, ObjectNode report) {}

    @Override
    public String id() {
        return "label";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.LABEL;
    }

    @Override
    public Named work(RunState state) {
        Naming naming = new Naming(store, state, state.of(lineage), clock);
        RunResult result = RunResult.of(
                state.record(), state.of(embed).of(), state.of(lineage).clustering(), naming::name);
        return new Named(result, naming.report());
    }

    @Override
    public ObjectNode written(Named named) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("report", named.report());
        ArrayNode labels = json.putArray("labels");
        named.result().clusters().forEach(cluster -> labels.addObject()
                .put("cluster_id", cluster.clusterId())
                .put("title", cluster.title())
                .put("description", cluster.description()));
        return json;
    }

    @Override
    public Named read(RunState state, ObjectNode written) {
        Map<Integer, Label> labels = new TreeMap<>();
        for (JsonNode label : written.path("labels")) {
            labels.put(
                    label.path("cluster_id").intValue(),
                    new Label(
                            label.path("title").asText(),
                            label.path("description").asText()));
        }
        RunResult result = RunResult.of(
                state.record(), state.of(embed).of(), state.of(lineage).clustering(), _ -> labels);
        return new Named(result, written.withObject("/report"));
    }
}
