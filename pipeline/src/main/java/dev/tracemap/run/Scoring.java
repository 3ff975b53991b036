package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.score.Judge;
import dev.tracemap.score.Judgement;
import dev.tracemap.score.Rubric;
import dev.tracemap.score.Score;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Item;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Judges a sample of every cluster by the user's rubrics, where there is a model. What was judged before is not judged
/// again, and each judgement is kept as it comes.
final class Scoring {
    private static final int LOADED_AT_ONCE = 64;

    private final Store store;
    private final LiveRun live;
    private final List<Rubric> rubrics;
    private final ModelWork work;
    private final @Nullable Judge judge;
    private final InstantSource clock;
    private final ObjectNode report = JsonNodeFactory.instance.objectNode();
    private volatile @Nullable ModelFailure stopped;

    Scoring(Store store, LiveRun live, ModelWork work, List<Rubric> rubrics, InstantSource clock) {
        this.store = store;
        this.live = live;
        this.rubrics = rubrics;
        this.work = work;
        this.judge = work.judge().orElse(null);
        this.clock = clock;
    }

    /// Judges, and keeps the clusters' rates.
    ///
    /// @return how many judgements were made now
    int judge(List<ItemDigest> digests, RunResult result) {
        RunRecord run = live.record();
        Map<String, ItemRef> refs =
                digests.stream().map(ItemDigest::item).collect(Collectors.toMap(ItemRef::id, Function.identity()));
        String judgedBy = judge == null ? Score.AGENT : judge.name();
        int asked = 0;
        int known = 0;
        int open = 0;
        for (int i = 0; i < rubrics.size(); i++) {
            Rubric rubric = rubrics.get(i);
            double before = i;
            RubricSample sample =
                    RubricSample.of(rubric, RubricSample.ids(rubric, Judging.seed(run), result.memberships()), refs);
            List<ItemRef> unjudged = unjudged(run, sample, judgedBy);
            known += sample.all().size() - unjudged.size();
            if (judge != null) {
                judge(judge, rubric, unjudged, done -> live.at("score", (before + done) / rubrics.size()));
            }
            int left = unjudged(run, sample, judgedBy).size();
            asked += unjudged.size() - left;
            open += left;
            store.saveScoreRates(
                    run.runId(),
                    rubric.name(),
                    sample.rates(store.scores(run.teamId(), rubric, sample.all()), judgedBy));
        }
        report.put("judge", judgedBy).put("judged", asked).put("cached", known).put("open", open);
        tell(open);
        return asked;
    }

    /// What was done: `judge`, and of the sampled items, once per rubric, how many were `judged` now, known (`cached`)
    /// and left `open`.
    ObjectNode report() {
        return report;
    }

    private List<ItemRef> unjudged(RunRecord run, RubricSample sample, String judgedBy) {
        return sample.without(store.scores(run.teamId(), sample.rubric(), sample.all()), score -> score.judge()
                .equals(judgedBy));
    }

    private void judge(Judge asked, Rubric rubric, List<ItemRef> items, DoubleConsumer progress) {
        RunRecord run = live.record();
        for (int begin = 0; begin < items.size() && stopped == null; begin += LOADED_AT_ONCE) {
            List<ItemRef> batch = items.subList(begin, Math.min(items.size(), begin + LOADED_AT_ONCE));
            Map<String, ItemRef> refs = batch.stream().collect(Collectors.toMap(ItemRef::id, Function.identity()));
            int[] finished = {begin};
            SideBySide.work(
                    store.load(run.teamId(), batch).stream()
                            .<Supplier<Optional<Score>>>map(item -> () -> score(asked, rubric, item, refs))
                            .toList(),
                    ready -> {
                        store.saveScores(
                                run.teamId(),
                                ready.stream().flatMap(Optional::stream).toList());
                        finished[0] += ready.size();
                        progress.accept((double) finished[0] / items.size());
                    });
        }
    }

    /// @return absent where there was no answer at all; the next run asks again
    private Optional<Score> score(Judge asked, Rubric rubric, Item item, Map<String, ItemRef> refs) {
        if (stopped != null) {
            return Optional.empty();
        }
        Judgement judgement = null;
        try {
            judgement = asked.judge(rubric, TraceText.render(item, Judge.TEXT_BUDGET));
        } catch (ModelFailure e) {
            if (e.isFinal()) {
                stopped = e;
            }
            if (e.reason() != ModelFailure.Reason.ANSWER) {
                return Optional.empty();
            }
        }
        ItemRef ref = Objects.requireNonNull(refs.get(item.id()));
        return Optional.of(new Score(
                ref.level(),
                ref.id(),
                ref.revision(),
                rubric.name(),
                rubric.version(),
                asked.name(),
                judgement,
                clock.instant()));
    }

    private void tell(int open) {
        ModelFailure why = stopped;
        if (open > 0 && judge != null) {
            work.note((why == null ? judge.name() + " could not be reached for all" : why.getMessage()) + "; " + open
                    + (open == 1 ? " judgement" : " judgements") + " by rubrics left open");
        }
    }
}
