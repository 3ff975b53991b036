package dev.tracemap.embedding;

import dev.tracemap.llm.EmbeddingModel;
import dev.tracemap.llm.ModelFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/// Texts to vectors. No text is embedded twice: not within a call, and not when its vector is already kept.
public final class Embedder {
    /// Vectors are handed over for keeping this many at a time, so that a run that is broken off loses little.
    private static final int BATCH = 64;

    /// Remote calls at the same time; the line to the server has the last word.
    private static final int CALLS = 8;

    private final EmbeddingModel model;
    private final int threads;

    /// @param threads how many texts are embedded at the same time; the vectors do not depend on it
    public Embedder(EmbeddingModel model, int threads) {
        this.model = model;
        this.threads = threads;
    }

    /// The model's name, which stands with every vector.
    public String model() {
        return model.name();
    }

    /// Whether other languages than English are understood badly.
    public boolean englishOnly() {
        return model.englishOnly();
    }

    /// The same with another model.
    public Embedder with(EmbeddingModel other) {
        return new Embedder(other, Math.max(threads, CALLS));
    }

    /// One vector a text, in the order of the texts.
    ///
    /// @param kept the vectors that are kept already, by [TextHash]; unknown ones left out
    /// @param keep takes new vectors, by [TextHash]; called from the calling thread
    /// @param progress hears how many of the texts are done, those already kept included. Throwing from it, for
    ///     instance a `CancellationException`, ends the work, and what is finished stays kept.
    /// @throws ModelFailure when a remote model gives no usable answer; what is finished stays kept
    public List<float[]> embed(
            List<String> texts,
            Function<Collection<String>, Map<String, float[]>> kept,
            Consumer<Map<String, float[]>> keep,
            IntConsumer progress) {
        List<String> hashes = texts.stream().map(TextHash::of).toList();
        Map<String, float[]> vectors = new HashMap<>(kept.apply(hashes));
        List<String> missing = missing(texts, hashes, vectors);
        // Texts that occur twice count as done together with their first occurrence.
        int done = texts.size() - missing.size();
        progress.accept(done);
        try (ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            try {
                Iterator<List<String>> batches = batches(missing).iterator();
                Batch next = begin(batches, workers);
                while (next != null) {
                    Batch current = next;
                    // Begun before the current one ends, so that no worker waits for the slowest text of a batch.
                    next = begin(batches, workers);
                    Map<String, float[]> made = current.vectors();
                    keep.accept(made);
                    vectors.putAll(made);
                    done += current.texts().size();
                    progress.accept(done);
                }
            } catch (RuntimeException | Error e) {
                workers.shutdownNow();
                throw e;
            }
        }
        List<float[]> inOrder = new ArrayList<>(hashes.size());
        for (String hash : hashes) {
            inOrder.add(vectors.get(hash));
        }
        return inOrder;
    }

    private static List<String> missing(List<String> texts, List<String> hashes, Map<String, float[]> vectors) {
        Map<String, String> missing = new LinkedHashMap<>();
        for (int i = 0; i < hashes.size(); i++) {
            if (!vectors.containsKey(hashes.get(i))) {
                missing.putIfAbsent(hashes.get(i), texts.get(i));
            }
        }
        return List.copyOf(missing.values());
    }

    private List<List<String>> batches(List<String> texts) {
        int size = Math.max(BATCH, model.textsPerCall() * CALLS);
        return slices(texts, size);
    }

    private static List<List<String>> slices(List<String> texts, int size) {
        List<List<String>> slices = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += size) {
            slices.add(texts.subList(from, Math.min(texts.size(), from + size)));
        }
        return slices;
    }

    private @Nullable Batch begin(Iterator<List<String>> batches, ExecutorService workers) {
        if (!batches.hasNext()) {
            return null;
        }
        List<String> texts = batches.next();
        List<Future<List<float[]>>> calls = new ArrayList<>();
        for (List<String> together : slices(texts, model.textsPerCall())) {
            calls.add(workers.submit(() -> model.embed(together)));
        }
        return new Batch(texts, calls);
    }

    /// Texts that are handed over together, and the calls that embed them.
    private record Batch(List<String> texts, List<Future<List<float[]>>> calls) {

        /// By [TextHash].
        Map<String, float[]> vectors() {
            try {
                Map<String, float[]> byHash = new LinkedHashMap<>();
                int next = 0;
                for (Future<List<float[]>> call : calls) {
                    for (float[] vector : call.get()) {
                        byHash.put(TextHash.of(texts.get(next++)), vector);
                    }
                }
                return byHash;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (CancellationException) new CancellationException("interrupted while embedding").initCause(e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof ModelFailure failure) {
                    throw failure;
                }
                if (e.getCause() instanceof CancellationException cancelled) {
                    throw cancelled;
                }
                throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
            }
        }
    }
}
