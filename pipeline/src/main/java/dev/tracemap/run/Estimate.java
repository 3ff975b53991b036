package dev.tracemap.run;

import dev.tracemap.llm.ModelStage;
import dev.tracemap.llm.Rate;
import dev.tracemap.llm.TokenUse;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Store;
import dev.tracemap.summary.ModelSummarizer;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Item;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a run would ask of models per item: items × tokens × price. Naming the clusters comes on top; it does not
/// grow with the number of items.
///
/// @param items of the run
/// @param unread how many of them the model has not read before
/// @param costUsd absent where a price is not known, 0 where nothing is asked
public record Estimate(
        int items,
        int unread,
        @Nullable String model,
        long inputTokens,
        long outputTokens,
        @Nullable Double costUsd) {
    /// More are not looked at: evenly chosen, they tell the mean well enough.
    private static final int LOOKED_AT = 400;

    /// Before there was any answer to learn from.
    private static final long FIRST_GUESS_OUTPUT = 400;

    static Estimate of(Store store, Models models, long teamId, List<ItemRef> items, InstantSource clock) {
        ModelWork work = models.begin(teamId, "estimate");
        Optional<ModelSummarizer> summarizer = work.summarizer();
        if (summarizer.isEmpty()) {
            return new Estimate(items.size(), 0, null, 0, 0, 0.0);
        }
        List<ItemRef> unread = new ItemReading(store, teamId, null, clock, summarizer.get()).unknown(items);
        String model = String.valueOf(models.settings().model(ModelStage.SUMMARY));
        long input = Math.round(meanInput(store, teamId, unread, summarizer.get(), work, model) * unread.size());
        long output = unread.size() * models.outputTokens(teamId, ModelStage.SUMMARY, model, FIRST_GUESS_OUTPUT);
        Rate rate = models.rate(model);
        Double cost = rate == null ? null : (Double) rate.cost(new TokenUse(input, output));
        return new Estimate(items.size(), unread.size(), model, input, output, cost);
    }

    private static double meanInput(
            Store store, long teamId, List<ItemRef> unread, ModelSummarizer summarizer, ModelWork work, String model) {
        int step = Math.max(1, unread.size() / LOOKED_AT);
        List<ItemRef> chosen = new ArrayList<>();
        for (int i = 0; i < unread.size(); i += step) {
            chosen.add(unread.get(i));
        }
        long chars = 0;
        for (Item item : store.load(teamId, chosen)) {
            chars += summarizer.requestChars(TraceText.render(item, ModelSummarizer.TEXT_BUDGET));
        }
        return chosen.isEmpty() ? 0 : (double) work.spending().tokensOf(model, chars) / chosen.size();
    }
}
