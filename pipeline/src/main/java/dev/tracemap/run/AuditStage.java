package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.label.Label;
import dev.tracemap.label.NameAudit;
import dev.tracemap.llm.ChatModel;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.store.ClusterRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/// Has a model look through the names of a run that others will see. Its report stands in the run's parameters as
/// `audit`: `model`, `names` (how many it saw), and the `clusters` and `groups` whose names identify somebody.
final class AuditStage implements Stage<ObjectNode> {
    private static final String CLUSTER = "cluster ";
    private static final String GROUP = "group ";

    private final Stage<LabelStage.Named> label;
    private final Stage<Overview> hierarchy;

    AuditStage(Stage<LabelStage.Named> label, Stage<Overview> hierarchy) {
        this.label = label;
        this.hierarchy = hierarchy;
    }

    @Override
    public String id() {
        return "audit";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.LABEL;
    }

    /// Empty where there is no model.
    @Override
    public ObjectNode work(RunState state) {
        return state.work()
                .chat(ModelStage.AUDIT)
                .map(model -> audited(state, model))
                .orElseGet(JsonNodeFactory.instance::objectNode);
    }

    @Override
    public ObjectNode written(ObjectNode report) {
        return report;
    }

    @Override
    public ObjectNode read(RunState state, ObjectNode written) {
        return written;
    }

    private ObjectNode audited(RunState state, ChatModel model) {
        Map<String, Label> names = new LinkedHashMap<>();
        for (ClusterRecord cluster : state.of(label).result().clusters()) {
            if (cluster.clusterId() >= 0) {
                names.put(CLUSTER + cluster.clusterId(), new Label(cluster.title(), cluster.description()));
            }
        }
        state.of(hierarchy)
                .nodes()
                .forEach(node -> names.put(GROUP + node.nodeId(), new Label(node.title(), node.description())));
        NameAudit.Outcome outcome = NameAudit.of(model, names);
        if (outcome.stopped() != null) {
            state.work()
                    .note("the audit of names by " + model.name() + " ended early: " + outcome.stopped()
                            + "; the others were judged by patterns and rare words alone");
        }
        ObjectNode report =
                JsonNodeFactory.instance.objectNode().put("model", model.name()).put("names", outcome.looked());
        ArrayNode clusters = report.putArray("clusters");
        ArrayNode groups = report.putArray("groups");
        outcome.identifying().stream().sorted().forEach(key -> {
            if (key.startsWith(CLUSTER)) {
                clusters.add(Integer.parseInt(key.substring(CLUSTER.length())));
            } else {
                groups.add(key.substring(GROUP.length()));
            }
        });
        return report;
    }
}
