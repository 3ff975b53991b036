package dev.tracemap.server.bench;

import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Embedding in process: texts a second, ours beside the `embedAll` of langchain4j with the same model file.
public final class EmbedBench {
    /// So often the two are timed in turn; what counts is the median, since a machine does not run evenly.
    private static final int ROUNDS = 5;

    private static final String[] WORDS =
            ("order refund customer please agent search the and for with a flight ticket error tool"
                            + " called answer user wants change booking retry time out payment card item exchange cancel"
                            + " status policy account result page query column failed summary model long short address")
                    .split(" ", -1);

    private EmbedBench() {}

    /// @param words of each text
    /// @param texts in each round
    /// @param ours texts a second; `theirs` likewise, absent where langchain4j is not beside the program
    /// @param ratio of the two
    /// @param identical whether every vector has the same bits as that of its text embedded alone
    public record Row(
            int words,
            int texts,
            int rounds,
            double ours,
            @Nullable Double theirs,
            @Nullable Double ratio,
            boolean identical) {}

    /// Both in this process, with the same number of threads, in turn.
    public static Row row(int words, int texts, int threads) {
        Optional<PeerEmbedding> peer = PeerEmbedding.beside(System.getProperty("tracemap.launcher", ""));
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        boolean identical = true;
        try (OnnxEmbedder model = new OnnxEmbedder(SentenceModel.BGE_SMALL)) {
            Embedder embedder = new Embedder(model, threads);
            for (int round = 0; round <= ROUNDS; round++) {
                List<String> measured = texts(words, texts, round);
                List<List<float[]>> vectors = new ArrayList<>();
                double ourRate = rate(texts, () -> vectors.add(embed(embedder, measured)));
                double theirRate =
                        peer.isEmpty() ? 0 : rate(texts, () -> peer.get().embedAll(measured));
                // The first round warms both up.
                if (round > 0) {
                    ours.add(ourRate);
                    theirs.add(theirRate);
                } else {
                    identical = identical(model, measured, vectors.getFirst());
                }
            }
        }
        Double their = peer.isEmpty() ? null : (Double) median(theirs);
        Double ratio = their == null ? null : (Double) (median(ours) / their);
        return new Row(words, texts, ROUNDS, median(ours), their, ratio, identical);
    }

    private static double rate(int texts, Runnable work) {
        long began = System.nanoTime();
        work.run();
        return texts / ((System.nanoTime() - began) / 1e9);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private static List<float[]> embed(Embedder embedder, List<String> texts) {
        return embedder.embed(texts, _ -> Map.of(), _ -> {}, _ -> {});
    }

    private static boolean identical(OnnxEmbedder model, List<String> texts, List<float[]> vectors) {
        boolean identical = true;
        for (int i = 0; i < texts.size(); i++) {
            identical &= Arrays.equals(vectors.get(i), model.embed(texts.get(i)));
        }
        return identical;
    }

    private static List<String> texts(int words, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(Stream.generate(() -> WORDS[random.nextInt(WORDS.length)])
                    .limit(words)
                    .collect(Collectors.joining(" ")));
        }
        return texts;
    }
}
