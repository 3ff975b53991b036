package dev.tracemap.server.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tracemap.embedding.Embedder;
import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int WARM_UP = 30;
    private static final String[] WORDS =
            ("order refund customer please agent search the and for with a flight ticket error tool"
                            + " called answer user wants change booking retry time out payment card item exchange cancel"
                            + " status policy account result page query column failed summary model long short address")
                    .split(" ", -1);

    private EmbedBench() {}

    /// @param words of each text
    /// @param ours texts a second; `theirs` likewise, absent where langchain4j is not beside the program
    /// @param identical whether every vector has the same bits as that of its text embedded alone
    public record Round(
            int words,
            int texts,
            double ours,
            @Nullable Double theirs,
            @Nullable Double ratio,
            boolean identical) {}

    public static Round round(int words, int texts, int threads) throws IOException, InterruptedException {
        List<String> warmUp = texts(words, WARM_UP, 1);
        List<String> measured = texts(words, texts, 2);
        try (OnnxEmbedder model = new OnnxEmbedder(SentenceModel.BGE_SMALL)) {
            Embedder embedder = new Embedder(model, threads);
            embed(embedder, warmUp);
            long began = System.nanoTime();
            List<float[]> vectors = embed(embedder, measured);
            double ours = texts / ((System.nanoTime() - began) / 1e9);
            boolean identical = true;
            for (int i = 0; i < texts; i++) {
                identical &= Arrays.equals(vectors.get(i), model.embed(measured.get(i)));
            }
            Double theirs = theirs(words, texts).orElse(null);
            return new Round(words, texts, ours, theirs, theirs == null ? null : (Double) (ours / theirs), identical);
        }
    }

    private static List<float[]> embed(Embedder embedder, List<String> texts) {
        return embedder.embed(texts, _ -> Map.of(), _ -> {}, _ -> {});
    }

    /// In a process of its own, since two copies of the native libraries cannot live in one.
    private static Optional<Double> theirs(int words, int texts) throws IOException, InterruptedException {
        String launcher = System.getProperty("tracemap.launcher", "");
        Path folder = Path.of(launcher).resolveSibling("server/target/peer");
        if (launcher.isEmpty() || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        List<String> jars;
        try (Stream<Path> files = Files.list(folder)) {
            jars = files.map(Path::toString).sorted().collect(Collectors.toCollection(ArrayList::new));
        }
        jars.add(System.getProperty("java.class.path", ""));
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xlog:disable",
                        "-cp",
                        String.join(System.getProperty("path.separator", ":"), jars),
                        PeerEmbedding.class.getName(),
                        Integer.toString(words),
                        Integer.toString(texts))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        process.getOutputStream().close();
        byte[] printed = process.getInputStream().readAllBytes();
        if (process.waitFor() != 0) {
            throw new IOException("the process with langchain4j failed");
        }
        return Optional.of(MAPPER.readTree(printed).path("texts_a_second").doubleValue());
    }

    static List<String> warmUp(int words) {
        return texts(words, WARM_UP, 1);
    }

    static List<String> measured(int words, int texts) {
        return texts(words, texts, 2);
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
