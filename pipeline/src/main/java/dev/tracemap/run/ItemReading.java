package dev.tracemap.run;

import dev.tracemap.facet.DirectFacets;
import dev.tracemap.facet.Facets;
import dev.tracemap.finding.Findings;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.metrics.ItemMeasures;
import dev.tracemap.privacy.Redactor;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.Store;
import dev.tracemap.summary.ExtractiveSummarizer;
import dev.tracemap.summary.ModelSummarizer;
import dev.tracemap.summary.Summary;
import dev.tracemap.summary.Summary.Note;
import dev.tracemap.text.NumberedText;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Item;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads items: facets, measures, and a summary by the model where there is one, else without. What is kept from
/// before is not read again, and what is new is kept as it comes, item by item.
final class ItemReading {
    private static final int READ_BATCH = 256;
    private static final int TEXT_BUDGET = 400_000;

    private final Store store;
    private final long teamId;
    private final @Nullable String runId;
    private final InstantSource clock;
    private final @Nullable ModelSummarizer model;
    private final @Nullable Redactor redactor;
    private volatile @Nullable ModelFailure stopped;

    /// What was read.
    ///
    /// @param byModel how many items a model read now
    /// @param cached how many were known
    /// @param offline how many were read now without a model
    /// @param notes for whoever reads the result
    record Read(List<ItemDigest> digests, int byModel, int cached, int offline, List<String> notes) {}

    /// @param model absent = read without one
    /// @param redactor goes over the offline summaries that stand in for the model's, because later stages send
    ///     them to models; absent = nothing is redacted
    ItemReading(
            Store store,
            long teamId,
            @Nullable String runId,
            InstantSource clock,
            @Nullable ModelSummarizer model,
            @Nullable Redactor redactor) {
        this.store = store;
        this.teamId = teamId;
        this.runId = runId;
        this.clock = clock;
        this.model = model;
        this.redactor = redactor;
    }

    /// By the models of a run or, where it has none, without.
    static ItemReading of(Store store, long teamId, @Nullable String runId, InstantSource clock, ModelWork work) {
        return new ItemReading(
                store,
                teamId,
                runId,
                clock,
                work.summarizer().orElse(null),
                work.redactor().orElse(null));
    }

    /// @param progress hears the share that is done, and may throw to end the work
    Read read(List<ItemRef> items, DoubleConsumer progress) {
        Map<String, ItemDigest> known = known(items);
        lookForFindings(known);
        List<ItemRef> missing =
                items.stream().filter(item -> !known.containsKey(item.id())).toList();
        Map<String, ItemDigest> fresh = new LinkedHashMap<>();
        List<String> notes = new ArrayList<>();
        if (model != null && runId != null) {
            Backfill backfill = new Backfill(store, teamId, runId, model, clock);
            backfill.read(missing, digests -> keep(digests, fresh), progress);
            notes.addAll(backfill.notes());
            missing = missing.stream()
                    .filter(item -> !fresh.containsKey(item.id()))
                    .toList();
        }
        int left = missing.size();
        for (int begin = 0; begin < missing.size(); begin += READ_BATCH) {
            List<ItemRef> batch = missing.subList(begin, Math.min(missing.size(), begin + READ_BATCH));
            int before = begin;
            readBatch(batch, fresh, done -> progress.accept((before + done) / (double) left));
        }
        int byModel = (int) fresh.values().stream()
                .filter(digest -> digest.modelFacets() != null)
                .count();
        notes.addAll(notes(fresh.size() - byModel));
        int cached = known.size();
        known.putAll(fresh);
        List<ItemDigest> digests = items.stream()
                .map(item -> known.get(item.id()))
                .filter(Objects::nonNull)
                .toList();
        return new Read(digests, byModel, cached, fresh.size() - byModel, notes);
    }

    private Map<String, ItemDigest> known(List<ItemRef> items) {
        if (model == null) {
            return new LinkedHashMap<>(store.digests(teamId, items, ExtractiveSummarizer.VERSION));
        }
        Map<String, ItemDigest> known =
                new LinkedHashMap<>(store.digests(teamId, items, ItemDigest.standIn(model.version())));
        known.putAll(store.digests(teamId, items, model.version()));
        return known;
    }

    /// What was read before there were findings, or by other rules, keeps its summary: no model is asked again.
    private void lookForFindings(Map<String, ItemDigest> known) {
        List<ItemDigest> unseen = known.values().stream()
                .filter(digest -> !digest.findings().current())
                .toList();
        for (int begin = 0; begin < unseen.size(); begin += READ_BATCH) {
            List<ItemDigest> batch = unseen.subList(begin, Math.min(unseen.size(), begin + READ_BATCH));
            List<Item> items =
                    store.load(teamId, batch.stream().map(ItemDigest::item).toList());
            keep(
                    items.parallelStream()
                            .map(item ->
                                    Objects.requireNonNull(known.get(item.id())).with(Findings.of(item)))
                            .toList(),
                    known);
        }
    }

    /// How many of these items a model has not read yet.
    List<ItemRef> unknown(List<ItemRef> items) {
        Map<String, ItemDigest> known = known(items);
        return items.stream().filter(item -> !known.containsKey(item.id())).toList();
    }

    private void readBatch(List<ItemRef> batch, Map<String, ItemDigest> fresh, DoubleConsumer done) {
        Map<String, ItemRef> refs = batch.stream().collect(Collectors.toMap(ItemRef::id, Function.identity()));
        List<Item> items = store.load(teamId, batch);
        if (model == null || stopped != null) {
            List<ItemDigest> digests = items.parallelStream()
                    .map(item -> offline(item, refs, offlineVersion()))
                    .toList();
            keep(digests, fresh);
            done.accept(batch.size());
            return;
        }
        int[] finished = {0};
        SideBySide.work(
                items.stream()
                        .<Supplier<ItemDigest>>map(item -> () -> byModel(item, refs, model))
                        .toList(),
                ready -> {
                    keep(ready, fresh);
                    finished[0] += ready.size();
                    done.accept(finished[0]);
                });
    }

    private void keep(List<ItemDigest> digests, Map<String, ItemDigest> fresh) {
        store.saveDigests(teamId, digests, clock.instant(), runId);
        digests.forEach(digest -> fresh.put(digest.item().id(), digest));
    }

    private ItemDigest byModel(Item item, Map<String, ItemRef> refs, ModelSummarizer asked) {
        if (stopped != null) {
            return offline(item, refs, offlineVersion());
        }
        try {
            ModelSummarizer.Reading reading = asked.read(TraceText.render(item, ModelSummarizer.TEXT_BUDGET));
            return digest(ref(item, refs), item, reading, asked.version());
        } catch (ModelFailure e) {
            return switch (e.reason()) {
                case UNAVAILABLE, BUDGET -> {
                    stopped = e;
                    yield offline(item, refs, offlineVersion());
                }
                case CALL -> offline(item, refs, offlineVersion());
                case ANSWER -> offline(item, refs, ItemDigest.standIn(asked.version()));
            };
        }
    }

    /// What a model has read, with what needs none.
    static ItemDigest digest(ItemRef ref, Item item, ModelSummarizer.Reading reading, String version) {
        NumberedText text = TraceText.render(item, TEXT_BUDGET);
        return new ItemDigest(
                ref,
                reading.summary(),
                version,
                DirectFacets.of(item),
                ItemMeasures.of(item),
                text.text().length(),
                reading.facets(),
                Findings.of(item));
    }

    /// Redacted summaries are not taken for whole ones.
    private String offlineVersion() {
        return redactor == null ? ExtractiveSummarizer.VERSION : ExtractiveSummarizer.VERSION + "-redacted";
    }

    private ItemDigest offline(Item item, Map<String, ItemRef> refs, String as) {
        NumberedText text = TraceText.render(item, TEXT_BUDGET);
        Facets facets = DirectFacets.of(item);
        Summary summary = ExtractiveSummarizer.summarize(item, text, facets);
        return new ItemDigest(
                ref(item, refs),
                redactor == null ? summary : redacted(summary, text.text(), redactor),
                as,
                facets,
                ItemMeasures.of(item),
                text.text().length(),
                null,
                Findings.of(item));
    }

    private static Summary redacted(Summary summary, String source, Redactor redactor) {
        UnaryOperator<String> redact = text -> redactor.redact(text, source);
        UnaryOperator<Note> note = each -> new Note(redact.apply(each.text()), each.lineRefs());
        return new Summary(
                redact.apply(summary.title()),
                redact.apply(summary.flowDiagram()),
                summary.bullets().stream().map(note).toList(),
                summary.notes().stream().map(note).toList());
    }

    private static ItemRef ref(Item item, Map<String, ItemRef> refs) {
        return Objects.requireNonNull(refs.get(item.id()));
    }

    private List<String> notes(int offline) {
        ModelFailure why = stopped;
        if (model == null || offline == 0) {
            return List.of();
        }
        String items = offline == 1 ? "1 item was" : offline + " items were";
        return List.of(
                why != null
                        ? why.getMessage() + "; " + items + " summarised without a model"
                        : items + " summarised without a model, because it gave no usable answer");
    }
}
