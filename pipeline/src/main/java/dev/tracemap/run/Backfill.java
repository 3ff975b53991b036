package dev.tracemap.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tracemap.llm.ChatBatch;
import dev.tracemap.llm.ModelFailure;
import dev.tracemap.llm.Spending;
import dev.tracemap.store.ItemDigest;
import dev.tracemap.store.ItemRef;
import dev.tracemap.store.ModelBatch;
import dev.tracemap.store.Store;
import dev.tracemap.summary.ModelSummarizer;
import dev.tracemap.text.TraceText;
import dev.tracemap.trace.Item;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/// Reads many items through a model's batches, and goes on with those that a former process began.
///
/// What is begun is noted in the store before each step, so that nothing is asked, or paid for, twice. Questions that
/// come back without a usable answer stay with the caller, who asks them one by one.
final class Backfill {
    /// Below what servers take in one file (50,000 questions, 200 MB), and little enough to hold in memory.
    private static final int MOST_QUESTIONS = 5_000;

    private static final long MOST_CHARS = 40_000_000;
    private static final int LOADED_AT_ONCE = 256;

    /// With less than that left of the budget single calls, each of which sets little aside, get further.
    private static final int FEWEST_QUESTIONS = 8;

    private final Store store;
    private final long teamId;
    private final String runId;
    private final ModelSummarizer model;
    private final InstantSource clock;
    private final List<String> notes = new ArrayList<>();

    /// A batch under way.
    ///
    /// @param hold absent where a former process has set the money aside
    private record Begun(ModelBatch batch, Spending.@Nullable Hold hold) {}

    Backfill(Store store, long teamId, String runId, ModelSummarizer model, InstantSource clock) {
        this.store = store;
        this.teamId = teamId;
        this.runId = runId;
        this.model = model;
        this.clock = clock;
    }

    /// For whoever reads the result.
    List<String> notes() {
        return List.copyOf(notes);
    }

    /// Blocks until the server has dealt with all batches, which may take a day.
    ///
    /// @param missing items that no model has read yet
    /// @param keep takes what was read
    /// @param progress hears the share of the waiting that is done, and may throw to end it; the batches go on then
    void read(List<ItemRef> missing, Consumer<List<ItemDigest>> keep, DoubleConsumer progress) {
        List<ModelBatch> before = store.modelBatches(teamId, runId).stream()
                .filter(batch -> batch.summarizer().equals(model.version()))
                .toList();
        Optional<ChatBatch> wanted = model.batch();
        boolean begin = model.wantsBatch(missing.size());
        if (wanted.isEmpty() || (before.isEmpty() && !begin)) {
            return;
        }
        ChatBatch server = wanted.get();
        Map<String, ItemRef> open = new LinkedHashMap<>();
        missing.forEach(item -> open.put(item.id(), item));
        List<Begun> underWay = new ArrayList<>();
        before.forEach(batch -> underWay.add(new Begun(batch, null)));
        try {
            if (begin) {
                begin(server, unasked(open, before), underWay);
            }
            for (int i = 0; i < underWay.size(); i++) {
                double done = i;
                ModelBatch batch = underWay.get(i).batch();
                ChatBatch.State state =
                        await(server, batch, share -> progress.accept((done + share) / underWay.size()));
                take(server, batch, state, open, keep);
            }
        } catch (ModelFailure e) {
            notes.add("no batch: " + e.getMessage());
        } finally {
            underWay.stream().map(Begun::hold).filter(Objects::nonNull).forEach(Spending.Hold::close);
        }
    }

    private static List<ItemRef> unasked(Map<String, ItemRef> open, List<ModelBatch> before) {
        Map<String, ItemRef> unasked = new LinkedHashMap<>(open);
        before.forEach(batch -> batch.questions().forEach(asked -> unasked.remove(asked.itemId())));
        return List.copyOf(unasked.values());
    }

    private void begin(ChatBatch server, List<ItemRef> items, List<Begun> underWay) {
        List<ChatBatch.Question> questions = new ArrayList<>();
        List<ModelBatch.Asked> asked = new ArrayList<>();
        long chars = 0;
        for (int from = 0; from < items.size(); from += LOADED_AT_ONCE) {
            List<ItemRef> refs = items.subList(from, Math.min(items.size(), from + LOADED_AT_ONCE));
            Map<String, Item> loaded = new LinkedHashMap<>();
            store.load(teamId, refs).forEach(item -> loaded.put(item.id(), item));
            for (ItemRef ref : refs) {
                Item item = loaded.get(ref.id());
                if (item != null) {
                    ChatBatch.Question question = model.question(
                            server, "item-" + questions.size(), TraceText.render(item, ModelSummarizer.TEXT_BUDGET));
                    questions.add(question);
                    asked.add(new ModelBatch.Asked(question.key(), ref.id(), ref.revision(), question.chars()));
                    chars += question.chars();
                }
            }
            boolean last = from + LOADED_AT_ONCE >= items.size();
            if (last || questions.size() >= MOST_QUESTIONS - LOADED_AT_ONCE || chars >= MOST_CHARS) {
                if (!submit(server, questions, asked, underWay)) {
                    return;
                }
                questions.clear();
                asked.clear();
                chars = 0;
            }
        }
    }

    /// As many of the questions as the budget allows.
    ///
    /// @return whether those were all
    private boolean submit(
            ChatBatch server, List<ChatBatch.Question> questions, List<ModelBatch.Asked> asked, List<Begun> underWay) {
        for (int count = questions.size(); count >= FEWEST_QUESTIONS; count /= 2) {
            Spending.Hold hold;
            try {
                hold = server.hold(questions.subList(0, count));
            } catch (ModelFailure e) {
                continue;
            }
            try {
                ModelBatch batch = new ModelBatch(
                        teamId,
                        runId,
                        server.upload(questions.subList(0, count)),
                        null,
                        model.version(),
                        clock.instant(),
                        asked.subList(0, count));
                store.saveModelBatch(batch);
                batch = batch.begun(server.create(batch.fileId(), false));
                store.saveModelBatch(batch);
                underWay.add(new Begun(batch, hold));
            } catch (RuntimeException | Error e) {
                hold.close();
                throw e;
            }
            return count == questions.size();
        }
        return questions.isEmpty();
    }

    private ChatBatch.State await(ChatBatch server, ModelBatch batch, DoubleConsumer progress) {
        String id = batch.batchId();
        if (id == null) {
            // The process that uploaded the file ended before it knew, or before it asked.
            id = server.create(batch.fileId(), true);
            store.saveModelBatch(batch.begun(id));
        }
        for (int looks = 0; ; looks++) {
            ChatBatch.State state = server.state(id);
            progress.accept(state.done());
            if (state.over()) {
                return state;
            }
            sleep(server.pause(looks));
        }
    }

    private void take(
            ChatBatch server,
            ModelBatch batch,
            ChatBatch.State state,
            Map<String, ItemRef> open,
            Consumer<List<ItemDigest>> keep) {
        Map<String, ModelBatch.Asked> asked = new LinkedHashMap<>();
        batch.questions().forEach(each -> asked.put(each.key(), each));
        Map<ItemRef, ObjectNode> usable = new LinkedHashMap<>();
        for (ChatBatch.Answer answer : server.answers(state, model.format())) {
            ModelBatch.Asked question = asked.remove(answer.key());
            ItemRef ref = question == null ? null : open.get(question.itemId());
            if (question != null && ref != null) {
                server.book(answer, question.chars());
                ObjectNode json = answer.json();
                if (json != null && ref.revision().equals(question.revision())) {
                    usable.put(ref, json);
                }
            }
        }
        List<ItemRef> refs = List.copyOf(usable.keySet());
        for (int from = 0; from < refs.size(); from += LOADED_AT_ONCE) {
            keep(refs.subList(from, Math.min(refs.size(), from + LOADED_AT_ONCE)), usable, open, keep);
        }
        store.forgetModelBatch(teamId, batch.fileId());
        int left = batch.questions().size() - refs.size();
        if (left > 0) {
            notes.add("of a batch of " + batch.questions().size() + " questions (" + state.status() + ") " + left
                    + " were left without a usable answer and asked again one by one");
        }
    }

    private void keep(
            List<ItemRef> refs,
            Map<ItemRef, ObjectNode> answers,
            Map<String, ItemRef> open,
            Consumer<List<ItemDigest>> keep) {
        List<ItemDigest> digests = new ArrayList<>();
        for (Item item : store.load(teamId, refs)) {
            ItemRef ref = Objects.requireNonNull(open.get(item.id()));
            ModelSummarizer.Reading reading = model.reading(
                    Objects.requireNonNull(answers.get(ref)), TraceText.render(item, ModelSummarizer.TEXT_BUDGET));
            digests.add(ItemReading.digest(ref, item, reading, model.version()));
        }
        keep.accept(digests);
        digests.forEach(digest -> open.remove(digest.item().id()));
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted in a batch").initCause(e);
        }
    }
}
