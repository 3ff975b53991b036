package dev.tracemap.embedding;

import dev.tracemap.llm.EmbeddingModel;
import dev.tracemap.llm.ModelFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

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
            int size = Math.max(BATCH, model.textsPerCall() * CALLS);
            for (int from = 0; from < missing.size(); from += size) {
                List<String> batch = missing.subList(from, Math.min(missing.size(), from + size));
                Map<String, float[]> made = embedBatch(batch, workers);
                keep.accept(made);
                vectors.putAll(made);
                done += batch.size();
                progress.accept(done);
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

    private Map<String, float[]> embedBatch(List<String> texts, ExecutorService workers) {
        List<Callable<List<float[]>>> calls = new ArrayList<>();
        for (int from = 0; from < texts.size(); from += model.textsPerCall()) {
            List<String> together = texts.subList(from, Math.min(texts.size(), from + model.textsPerCall()));
            calls.add(() -> model.embed(together));
        }
        try {
            List<Future<List<float[]>>> vectors = workers.invokeAll(calls);
            Map<String, float[]> byHash = new LinkedHashMap<>();
            int next = 0;
            for (Future<List<float[]>> call : vectors) {
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
