package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.label.KeyPhraseLabels;
import dev.tracemap.label.Label;
import dev.tracemap.label.LabelLimits;
import dev.tracemap.label.LabelOutcome;
import dev.tracemap.label.LabellingAgent;
import dev.tracemap.label.Portrait;
import dev.tracemap.llm.ChatModel;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Names a run's clusters: by an agent where there is a model, by key phrases otherwise and where the agent left off.
final class Naming {
    private final Store store;
    private final RunState state;
    private final LineageStage.Descent descent;
    private final InstantSource clock;
    private final ObjectNode report = JsonNodeFactory.instance.objectNode().put("source", "offline");

    Naming(Store store, RunState state, LineageStage.Descent descent, InstantSource clock) {
        this.store = store;
        this.state = state;
        this.descent = descent;
        this.clock = clock;
    }

    Map<Integer, Label> name(List<Portrait> clusters) {
        Optional<ChatModel> model = state.work().chat(ModelStage.LABEL);
        Map<Integer, Label> labels = model.isEmpty() ? KeyPhraseLabels.of(clusters) : byAgent(clusters, model.get());
        boolean better = report.path("by_agent").asInt() > 0;
        return descent.edited()
                .kept(descent.ancestry()
                        .filter(before -> !better || namedWithCare(before.before()))
                        .map(before -> before.carriedInto(labels))
                        .orElse(labels));
    }

    /// Whether a model or a person has named that run's clusters: key phrases give way to a model's words.
    private boolean namedWithCare(RunRecord run) {
        return run.inputs().path("models").path("labels").path("by_agent").asInt() > 0
                || !store.labelVersions(run.runId()).isEmpty();
    }

    /// Who named them: `source` (`agent` or `offline`) and, where an agent was asked, `by_agent`, `offline`, `steps`,
    /// `tokens`, and `stopped` when it did not come to its own end.
    ObjectNode report() {
        return report;
    }

    private Map<Integer, Label> byAgent(List<Portrait> clusters, ChatModel model) {
        String runId = state.record().runId();
        LabelOutcome outcome = new LabellingAgent(model, LabelLimits.DEFAULT, clock)
                .label(clusters, store.labelProgress(runId), progress -> {
                    store.saveLabelProgress(runId, progress);
                    state.live().checkWish();
                });
        report.put("source", outcome.byAgent() > 0 ? "agent" : "offline")
                .put("by_agent", outcome.byAgent())
                .put("offline", clusters.size() - outcome.byAgent())
                .put("steps", outcome.steps())
                .put("tokens", outcome.tokens());
        String stopped = outcome.stopped();
        if (stopped != null) {
            report.put("stopped", stopped);
            note(model.name(), stopped, clusters.size(), outcome.byAgent());
        }
        return outcome.labels();
    }

    /// One reason is told once, however many stages it hit.
    private void note(String model, String stopped, int clusters, int byAgent) {
        boolean told = byAgent == 0 && state.told(stopped);
        if (!told) {
            state.work()
                    .note("labels by " + model + " ended early: " + stopped + "; " + byAgent + " of " + clusters
                            + " are its own, the others key phrases");
        }
    }
}
