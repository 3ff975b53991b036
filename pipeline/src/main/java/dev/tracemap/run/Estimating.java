package dev.tracemap.run;

import dev.tracemap.embedding.EmbeddingText;
import dev.tracemap.embedding.TextHash;
import dev.tracemap.llm.ChatBatch;
import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.Rate;
import dev.tracemap.llm.TokenUse;
import dev.tracemap.run.Estimate.Part;
import dev.tracemap.score.Judge;
import dev.tracemap.score.Rubric;
import dev.tracemap.store.ClusterRecord;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.ModelUse;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.summary.ModelSummarizer;
import dev.tracemap.summary.SummaryStyle;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Item;
import dev.tracemap.trace.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reckons beforehand what a run would ask of models.
final class Estimating {
    /// More are not looked at: evenly chosen, they tell the mean well enough.
    private static final int LOOKED_AT = 400;

    /// Before there was any answer to learn from.
    private static final long FIRST_GUESS_OUTPUT = 400;

    private static final long FIRST_GUESS_EMBEDDED_CHARS = 1_000;

    /// Naming, before there was any: the steps it takes, what each is told again, and what a cluster adds.
    private static final int FIRST_GUESS_STEPS = 4;

    private static final long TOKENS_A_STEP = 1_500;
    private static final long TOKENS_A_CLUSTER = 900;
    private static final long OUTPUT_A_CLUSTER = 100;

    private static final long FIRST_GUESS_JUDGEMENT = 60;

    /// So many of the latest runs are looked through for one that tells how many clusters there usually are.
    private static final int REMEMBERED = 50;

    private final Store store;
    private final Models models;
    private final long teamId;
    private final ModelWork work;
    private final List<Rubric> rubrics;
    private final List<Part> parts = new ArrayList<>();

    /// @param wish what the run asks of its summaries
    /// @param rubrics by which a sample of its clusters is judged
    Estimating(Store store, Models models, long teamId, SummaryStyle.@Nullable Wish wish, List<Rubric> rubrics) {
        this.store = store;
        this.models = models;
        this.teamId = teamId;
        this.work = models.begin(teamId, "estimate", wish);
        this.rubrics = rubrics;
    }

    Estimate of(List<ItemRef> items, InstantSource clock) {
        Optional<ModelSummarizer> summarizer = work.summarizer();
        if (summarizer.isEmpty() || items.isEmpty()) {
            return new Estimate(items.size(), 0, List.of());
        }
        List<ItemRef> unread = new ItemReading(store, teamId, null, clock, summarizer.get(), null).unknown(items);
        addReading(unread, summarizer.get());
        addVectors(items, unread, summarizer.get());
        addNaming(items.size());
        addJudging(items);
        return new Estimate(items.size(), unread.size(), parts);
    }

    private void addReading(List<ItemRef> unread, ModelSummarizer summarizer) {
        List<ItemRef> chosen = chosen(unread);
        long summaryChars = 0;
        long facetChars = 0;
        for (Item item : store.load(teamId, chosen)) {
            var text = TraceText.render(item, ModelSummarizer.TEXT_BUDGET);
            summaryChars += summarizer.requestChars(text);
            facetChars += summarizer.facetRequestChars(text);
        }
        double scale = chosen.isEmpty() ? 0 : (double) unread.size() / chosen.size();
        boolean inBatches = summarizer.batch().isPresent() && summarizer.wantsBatch(unread.size());
        addReading(ModelStage.SUMMARY, summaryChars, scale, unread.size(), inBatches ? ChatBatch.DISCOUNT : 1);
        if (facetChars > 0) {
            addReading(ModelStage.FACET, facetChars, scale, unread.size(), 1);
        }
    }

    private static List<ItemRef> chosen(List<ItemRef> items) {
        int step = Math.max(1, items.size() / LOOKED_AT);
        List<ItemRef> chosen = new ArrayList<>();
        for (int i = 0; i < items.size(); i += step) {
            chosen.add(items.get(i));
        }
        return chosen;
    }

    private void addReading(ModelStage stage, long chars, double scale, int calls, double discount) {
        String model = String.valueOf(models.settings().model(stage));
        long input = Math.round(scale * work.spending().tokensOf(model, chars));
        long output = calls * models.outputTokens(teamId, stage, model, FIRST_GUESS_OUTPUT);
        add(stage, model, input, output, discount);
    }

    /// Of summaries that there are, those without a vector; of the others, as many characters as those have.
    private void addVectors(List<ItemRef> items, List<ItemRef> unread, ModelSummarizer summarizer) {
        String model = models.settings().model(ModelStage.EMBEDDING);
        if (model == null) {
            return;
        }
        Collection<ItemDigest> known =
                store.digests(teamId, items, summarizer.version()).values();
        Map<String, Integer> lengths = new HashMap<>();
        long total = 0;
        for (ItemDigest digest : known) {
            String text = work.outgoing().apply(EmbeddingText.of(digest.summary()));
            lengths.put(TextHash.of(text), text.length());
            total += text.length();
        }
        long usual = known.isEmpty() ? FIRST_GUESS_EMBEDDED_CHARS : total / known.size();
        store.vectors(model, List.copyOf(lengths.keySet())).keySet().forEach(lengths::remove);
        long chars = lengths.values().stream().mapToLong(Integer::longValue).sum() + usual * unread.size();
        add(ModelStage.EMBEDDING, model, work.spending().tokensOf(model, chars), 0);
    }

    /// As former runs have used; the first guess grows with the clusters that so many items usually have.
    private void addNaming(int items) {
        String model = models.settings().model(ModelStage.LABEL);
        if (model == null) {
            return;
        }
        Map<String, TokenUse> byRun = new HashMap<>();
        for (ModelUse use : models.experience(teamId)) {
            if (use.stage().equals(ModelStage.LABEL.wire()) && use.model().equals(model)) {
                byRun.merge(use.work(), new TokenUse(use.inputTokens(), use.outputTokens()), TokenUse::plus);
            }
        }
        if (byRun.isEmpty()) {
            long clusters = usualClusters(items);
            add(
                    ModelStage.LABEL,
                    model,
                    FIRST_GUESS_STEPS * TOKENS_A_STEP + clusters * TOKENS_A_CLUSTER,
                    clusters * OUTPUT_A_CLUSTER);
        } else {
            TokenUse all = byRun.values().stream().reduce(TokenUse.NONE, TokenUse::plus);
            add(ModelStage.LABEL, model, all.input() / byRun.size(), all.output() / byRun.size());
        }
    }

    private static long usualClusters(int items) {
        return Math.clamp(Math.round(Math.sqrt(items)), 2, 60);
    }

    /// A sample of each cluster; items that the judge has judged before are taken to be in the sample again.
    private void addJudging(List<ItemRef> items) {
        Optional<Judge> judge = work.judge();
        if (judge.isEmpty() || rubrics.isEmpty()) {
            return;
        }
        List<Long> sizes = usualSizes(items);
        List<ItemRef> chosen = chosen(items);
        List<Item> looked = new ArrayList<>();
        store.load(teamId, chosen).forEach(looked::add);
        String model = judge.get().name();
        long input = 0;
        long calls = 0;
        for (Rubric rubric : rubrics) {
            long sampled = sizes.stream()
                    .mapToLong(size -> Math.min(size, rubric.sample()))
                    .sum();
            long judged = store.scores(teamId, rubric, items).stream()
                    .filter(score -> score.judge().equals(model))
                    .count();
            long open = Math.max(0, sampled - judged);
            long chars = looked.stream()
                    .mapToLong(item -> judge.get().requestChars(rubric, TraceText.render(item, Judge.TEXT_BUDGET)))
                    .sum();
            calls += open;
            input += Math.round((double) open / looked.size() * work.spending().tokensOf(model, chars));
        }
        add(
                ModelStage.AUDIT,
                model,
                input,
                calls * models.outputTokens(teamId, ModelStage.AUDIT, model, FIRST_GUESS_JUDGEMENT));
    }

    /// Of the clusters, as the latest run of the level found them.
    private List<Long> usualSizes(List<ItemRef> items) {
        Level level = items.getFirst().level();
        List<Integer> before = store.runs(teamId, REMEMBERED).stream()
                .filter(run -> run.status() == RunRecord.Status.COMPLETE && run.level() == level)
                .findFirst()
                .map(run -> store.clusters(run.runId()).stream()
                        .map(ClusterRecord::size)
                        .toList())
                .orElse(List.of());
        double grown = (double) items.size()
                / Math.max(1, before.stream().mapToInt(Integer::intValue).sum());
        long guessed = usualClusters(items.size());
        return before.isEmpty()
                ? Collections.nCopies((int) guessed, items.size() / guessed)
                : before.stream().map(size -> Math.round(size * grown)).toList();
    }

    private void add(ModelStage stage, String model, long input, long output) {
        add(stage, model, input, output, 1);
    }

    private void add(ModelStage stage, String model, long input, long output, double discount) {
        Rate rate = models.rate(model);
        Double cost = rate == null ? null : (Double) (discount * rate.cost(new TokenUse(input, output)));
        parts.add(new Part(stage, model, input, output, cost));
    }
}
