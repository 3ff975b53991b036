package dev.tracemap.run;

import dev.tracemap.store.ItemRef;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the items: facets, figures and a summary of each.
final class SummarizeStage implements Stage<ItemReading.Read> {
    private final Store store;
    private final Stage<List<ItemRef>> sample;
    private final InstantSource clock;

    SummarizeStage(Store store, Stage<List<ItemRef>> sample, InstantSource clock) {
        this.store = store;
        this.sample = sample;
        this.clock = clock;
    }

    @Override
    public String id() {
        return "summarize";
    }

    @Override
    public StagePolicy policy() {
        return StagePolicy.ITEMS;
    }

    @Override
    public ItemReading.Read work(RunState state) {
        RunRecord run = state.record();
        ItemReading.Read read = reading(run.teamId(), run.runId(), state.work())
                .read(state.of(sample), done -> state.live().at(id(), done));
        read.notes().forEach(state.work()::note);
        return read;
    }

    /// @param runId absent where no run asks
    ItemReading reading(long teamId, @Nullable String runId, ModelWork work) {
        return new ItemReading(
                store,
                teamId,
                runId,
                clock,
                work.summarizer().orElse(null),
                work.redactor().orElse(null));
    }
}
