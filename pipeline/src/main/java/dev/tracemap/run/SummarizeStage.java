package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.RunRecord;
import dev.tracemap.store.Store;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Reads the items: facets, figures and a summary of each.
final class SummarizeStage implements SpreadStage<ItemReading.Read> {
    private static final int LEFT_OUT = -1;

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
        List<ObjectNode> parts = state.parts(this);
        ItemReading.Read read = read(state, state.of(sample));
        return parts.isEmpty() ? read : together(parts, read);
    }

    private ItemReading.Read read(RunState state, List<ItemRef> items) {
        RunRecord run = state.record();
        ItemReading.Read read = reading(run.teamId(), run.runId(), state.work())
                .read(items, done -> state.live().at(id(), done));
        read.notes().forEach(state.work()::note);
        return read;
    }

    /// What parts of the run have read counts as read by the run.
    private static ItemReading.Read together(List<ObjectNode> parts, ItemReading.Read last) {
        int byModel = last.byModel() + sum(parts, "by_model");
        int cached = sum(parts, "cached");
        return new ItemReading.Read(
                last.digests(), byModel, cached, last.digests().size() - byModel - cached, last.notes());
    }

    private static int sum(List<ObjectNode> parts, String figure) {
        return parts.stream().mapToInt(part -> part.path(figure).intValue()).sum();
    }

    @Override
    public ObjectNode part(RunState state, Slice slice) {
        return figures(read(state, state.of(sample).subList(slice.from(), slice.to())));
    }

    private static ObjectNode figures(ItemReading.Read read) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("by_model", read.byModel())
                .put("cached", read.cached())
                .put("offline", read.offline());
    }

    @Override
    public ObjectNode written(ItemReading.Read read) {
        Map<String, Integer> summarizers = new LinkedHashMap<>();
        Map<String, Integer> byItem = new HashMap<>();
        for (ItemDigest digest : read.digests()) {
            byItem.put(digest.item().id(), summarizers.computeIfAbsent(digest.summarizer(), _ -> summarizers.size()));
        }
        ObjectNode json = figures(read);
        ArrayNode names = json.putArray("summarizers");
        summarizers.keySet().forEach(names::add);
        return json.put("digests", Packing.pack(out -> {
            out.writeInt(byItem.size());
            for (Map.Entry<String, Integer> item : byItem.entrySet()) {
                Packing.writeText(out, item.getKey());
                out.writeInt(item.getValue());
            }
        }));
    }

    @Override
    public ItemReading.Read read(RunState state, ObjectNode written) {
        return new ItemReading.Read(
                digests(state.record().teamId(), state.of(sample), written),
                written.path("by_model").intValue(),
                written.path("cached").intValue(),
                written.path("offline").intValue(),
                List.of());
    }

    /// Of each item what was made of it in this run, whatever was made of it since.
    private List<ItemDigest> digests(long teamId, List<ItemRef> items, ObjectNode written) {
        Map<String, Integer> bySummarizer = Packing.unpack(written.path("digests"), in -> {
            Map<String, Integer> each = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                each.put(Packing.readText(in), in.readInt());
            }
            return each;
        });
        Map<String, ItemDigest> digests = new HashMap<>();
        for (int i = 0; i < written.path("summarizers").size(); i++) {
            int summarizer = i;
            List<ItemRef> those = items.stream()
                    .filter(item -> bySummarizer.getOrDefault(item.id(), LEFT_OUT) == summarizer)
                    .toList();
            digests.putAll(store.digests(
                    teamId, those, written.path("summarizers").path(i).asText()));
        }
        return items.stream()
                .map(item -> digests.get(item.id()))
                .filter(Objects::nonNull)
                .toList();
    }

    /// @param runId absent where no run asks
    ItemReading reading(long teamId, @Nullable String runId, ModelWork work) {
        return ItemReading.of(store, teamId, runId, clock, work);
    }
}
