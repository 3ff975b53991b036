package dev.tracemap.llm;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/// An embedding model in this process. Needs no network, and loads its files at the first text.
///
/// One text goes through the network at a time and on one thread, so a vector depends on its text alone: several
/// texts in one call of a quantised model change each other. Work is spread by calling from several threads.
public final class OnnxEmbedder implements EmbeddingModel, AutoCloseable {
    /// Held for reading by every text on its way through a network: native memory that is given back under a running
    /// call takes the whole process down. One for all models, as the library gives all of its memory back together
    /// when the process ends.
    private static final ReadWriteLock USE = new ReentrantReadWriteLock();

    private final SentenceModel model;

    private volatile @Nullable Loaded loaded;
    private volatile boolean closed;

    /// The parts that are expensive to make.
    private record Loaded(SentenceTokenizer tokenizer, OrtSession session, Set<String> inputs) {}

    public OnnxEmbedder(SentenceModel model) {
        this.model = model;
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public int textsPerCall() {
        return 1;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        return texts.stream().map(this::embed).toList();
    }

    /// The vector of a text, of length 1. A text longer than the model takes is embedded in pieces, whose vectors are
    /// averaged by length. May be called from several threads at once.
    ///
    /// @throws IllegalStateException when the model is closed
    public float[] embed(String text) {
        USE.readLock().lock();
        try {
            return embed(loaded(), text);
        } finally {
            USE.readLock().unlock();
        }
    }

    private float[] embed(Loaded parts, String text) {
        float[] sum = new float[0];
        for (long[] sequence : parts.tokenizer().sequences(text)) {
            float[] vector = normalized(pool(run(parts, sequence)));
            if (sum.length == 0) {
                sum = new float[vector.length];
            }
            for (int i = 0; i < sum.length; i++) {
                sum[i] += vector[i] * sequence.length;
            }
        }
        return normalized(sum);
    }

    /// Waits for the texts that are at work.
    @Override
    public void close() {
        USE.writeLock().lock();
        try {
            Loaded parts = loaded;
            closed = true;
            loaded = null;
            if (parts != null) {
                parts.tokenizer().close();
                parts.session().close();
            }
        } catch (OrtException e) {
            throw failed(e);
        } finally {
            USE.writeLock().unlock();
        }
    }

    /// Lets no text begin any more, whatever the model, and waits for those at work: for whoever ends the process.
    ///
    /// @return whether all of them are through
    public static boolean stopAll(Duration patience) throws InterruptedException {
        return USE.writeLock().tryLock(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private Loaded loaded() {
        if (closed) {
            throw new IllegalStateException("embedding model " + model.name() + " is closed");
        }
        Loaded parts = loaded;
        if (parts == null) {
            synchronized (this) {
                parts = loaded;
                if (parts == null) {
                    parts = load();
                    loaded = parts;
                }
            }
        }
        return parts;
    }

    private Loaded load() {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            // Every text has its own length, so remembered memory layouts are never used again.
            options.setMemoryPatternOptimization(false);
            OrtSession session = OrtEnvironment.getEnvironment()
                    .createSession(model.network().read(), options);
            SentenceTokenizer tokenizer =
                    new SentenceTokenizer(model.tokenizer().read(), model.maxTokens());
            return new Loaded(tokenizer, session, session.getInputNames());
        } catch (OrtException e) {
            throw failed(e);
        }
    }

    /// Token vectors, tokens × dimensions.
    private float[][] run(Loaded parts, long[] sequence) {
        long[] ones = new long[sequence.length];
        Arrays.fill(ones, 1);
        Map<String, long[]> values = new LinkedHashMap<>();
        values.put("input_ids", sequence);
        if (parts.inputs().contains("attention_mask")) {
            values.put("attention_mask", ones);
        }
        if (parts.inputs().contains("token_type_ids")) {
            values.put("token_type_ids", new long[sequence.length]);
        }
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        try {
            for (Map.Entry<String, long[]> value : values.entrySet()) {
                tensors.put(value.getKey(), tensor(value.getValue()));
            }
            try (OrtSession.Result result = parts.session().run(tensors)) {
                return ((float[][][]) result.get(0).getValue())[0];
            }
        } catch (OrtException e) {
            throw failed(e);
        } finally {
            tensors.values().forEach(OnnxTensor::close);
        }
    }

    private static OnnxTensor tensor(long[] values) throws OrtException {
        return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), new long[][] {values});
    }

    private float[] pool(float[][] tokens) {
        return switch (model.pooling()) {
            case CLS -> tokens[0];
            case MEAN -> mean(tokens);
        };
    }

    private static float[] mean(float[][] tokens) {
        float[] mean = new float[tokens[0].length];
        for (float[] token : tokens) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += token[i];
            }
        }
        return mean;
    }

    private static float[] normalized(float[] vector) {
        double square = 0;
        for (float value : vector) {
            square += (double) value * value;
        }
        float scale = (float) (1 / Math.sqrt(square));
        float[] unit = new float[vector.length];
        for (int i = 0; i < unit.length; i++) {
            unit[i] = vector[i] * scale;
        }
        return unit;
    }

    private IllegalStateException failed(OrtException cause) {
        return new IllegalStateException("embedding model " + model.name() + ": " + cause.getMessage(), cause);
    }
}
