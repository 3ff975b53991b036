package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.label.GroupLabels;
import dev.tracemap.label.GroupNamer;
import dev.tracemap.label.Label;
import dev.tracemap.label.Portrait;
import dev.tracemap.llm.ChatModel;
import dev.tracemap.llm.ModelStage;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Names a run's broader groups: by a model where there is one, by phrases otherwise and where none of its titles
/// fits.
final class GroupNaming {
    private final ModelWork work;
    private int byModel;
    private int named;

    GroupNaming(ModelWork work) {
        this.work = work;
    }

    Map<String, Label> name(Map<String, List<Portrait>> siblings, Map<Integer, Label> clusters) {
        Optional<ChatModel> model = work.chat(ModelStage.HIERARCHY);
        named += siblings.size();
        if (model.isEmpty()) {
            return GroupLabels.of(siblings, clusters);
        }
        GroupNamer.Outcome outcome = GroupNamer.name(model.get(), siblings, clusters);
        byModel += outcome.byModel();
        if (outcome.stopped() != null) {
            work.note("names of broader groups ended early: " + outcome.stopped() + "; the others are phrases");
        }
        return outcome.labels();
    }

    /// Says how many names are the model's, where there is one.
    void tell(ObjectNode report) {
        if (named > 0 && work.chat(ModelStage.HIERARCHY).isPresent()) {
            report.put("names_by_model", byModel);
        }
    }
}
