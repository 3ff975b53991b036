package dev.tracemap.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.cluster.Clustering;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.summary.ExtractiveSummarizer;
import dev.tracemap.summary.ModelSummarizer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Writes the complete run, with its clusters and its one event.
final class EmitStage implements Stage<RunRecord> {
    /// From this share on items in another language than the model's are worth a word.
    private static final double FOREIGN_SHARE = 0.2;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Store store;
    private final Privacy privacy;
    private final Before before;
    private final List<Stage<?>> all;
    private final InstantSource clock;

    /// The stages whose results are written.
    ///
    /// @param audit absent where nobody else will see the run
    /// @param score absent without rubrics
    record Before(
            Stage<ItemReading.Read> summarize,
            Stage<Embedded> embed,
            Stage<LineageStage.Descent> lineage,
            Stage<AssignStage.Carried> assign,
            Stage<LabelStage.Named> label,
            Stage<Overview> hierarchy,
            Optional<Stage<ObjectNode>> audit,
            Optional<Stage<ObjectNode>> score) {}

    /// @param all stages that come before, in their order
    EmitStage(Store store, Privacy privacy, Before before, List<Stage<?>> all, InstantSource clock) {
        this.store = store;
        this.privacy = privacy;
        this.before = before;
        this.all = List.copyOf(all);
        this.clock = clock;
    }

    @Override
    public String id() {
        return "emit";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.EMIT;
    }

    @Override
    public RunRecord work(RunState state) {
        LineageStage.Descent descent = state.of(before.lineage());
        Clustering clustering = descent.clustering();
        AssignStage.Carried carried = state.of(before.assign());
        RunRecord run = state.record();
        RunResult result = carried.over(state.of(before.label()).result(), run.runId());
        Overview overview = carried.over(state.of(before.hierarchy()));
        Account account = account(state);
        store.saveEdits(descent.edited().edits());
        RunRecord complete = run.completed(
                clock.instant(),
                parameters(state, account),
                result.items(),
                clustering.groups().size(),
                result.noise(),
                account.total(),
                warnings(state, account));
        store.saveHierarchy(run.runId(), overview.nodes());
        store.completeRun(
                complete,
                result.clusters(),
                result.memberships(),
                RunEvent.of(complete, result, overview, store.scoreRates(run.runId())));
        // Edits that were made in the run before while this one was at work.
        descent.ancestry().ifPresent(ancestry -> new Taxonomy(store, clock).follow(ancestry.before()));
        state.live().update(complete);
        return complete;
    }

    /// Of everything that came before; a stage without a result that is used here is looked up for it.
    private Account account(RunState state) {
        all.forEach(state::of);
        return state.account(all);
    }

    @Override
    public ObjectNode written(RunRecord complete) {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public RunRecord read(RunState state, ObjectNode written) {
        return state.record();
    }

    /// What was asked for, what was chosen, and what it took.
    private ObjectNode parameters(RunState state, Account account) {
        Embedded vectors = state.of(before.embed());
        LineageStage.Descent descent = state.of(before.lineage());
        ObjectNode params = state.inputs().toJson();
        params.put("embedding_model", vectors.by().model());
        params.put("embedding_rendering", vectors.rendering());
        params.put(
                "summarizer",
                state.work().summarizer().map(ModelSummarizer::version).orElse(ExtractiveSummarizer.VERSION));
        params.put("privacy", privacy.wire());
        addModels(params, state, account);
        before.audit().ifPresent(audit -> params.set("audit", state.of(audit)));
        before.score().ifPresent(score -> params.set("scores", state.of(score)));
        descent.ancestry().ifPresent(ancestry -> params.set("lineage", ancestry.toJson()));
        AssignStage.Carried carried = state.of(before.assign());
        carried.assigned().ifPresent(assigned -> params.set("rest", carried.report(assigned)));
        params.set("hierarchy", state.of(before.hierarchy()).report());
        params.set("chosen", JSON.valueToTree(descent.clustering().chosen()));
        ObjectNode seconds = params.putObject("seconds");
        account.seconds().forEach(seconds::put);
        return params;
    }

    /// What models did, only where there are any.
    private void addModels(ObjectNode params, RunState state, Account account) {
        if (state.work().summarizer().isPresent()) {
            ItemReading.Read read = state.of(before.summarize());
            ObjectNode report = params.putObject("models");
            report.putObject("summaries")
                    .put("by_model", read.byModel())
                    .put("cached", read.cached())
                    .put("offline", read.offline());
            report.set("labels", state.of(before.label()).report());
            report.setAll(account.models());
        }
    }

    private List<String> warnings(RunState state, Account account) {
        Embedded vectors = state.of(before.embed());
        List<String> warnings =
                new ArrayList<>(state.of(before.lineage()).clustering().warnings());
        warnings.addAll(state.of(before.label()).result().warnings());
        warnings.addAll(account.notes());
        foreign(vectors.of(), vectors.by()).ifPresent(warnings::add);
        warnings.addAll(RunHealth.of(state.of(before.lineage())));
        return warnings;
    }

    private static Optional<String> foreign(List<ItemDigest> digests, Embedder by) {
        Map<String, Long> foreign = digests.stream()
                .flatMap(digest -> digest.facets().languages().stream().limit(1))
                .filter(language -> !language.equals("en"))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
        long items = foreign.values().stream().mapToLong(Long::longValue).sum();
        return by.englishOnly() && items >= FOREIGN_SHARE * digests.size()
                ? Optional.of(Math.round(100.0 * items / digests.size()) + "% of the items are not in English ("
                        + String.join(", ", foreign.keySet()) + "), and the embedding model " + by.model()
                        + " reads only English: groups among them are less sure. Name a multilingual model under"
                        + " models.embedding in tracemap.yaml")
                : Optional.empty();
    }
}
