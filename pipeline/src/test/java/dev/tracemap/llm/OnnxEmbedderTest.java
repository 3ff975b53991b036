package dev.tracemap.llm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxEmbedderTest {
    private static final OnnxEmbedder MODEL = new OnnxEmbedder(SentenceModel.BGE_SMALL);

    @AfterAll
    static void close() {
        MODEL.close();
    }

    @Test
    void likeMeaningsLieCloserThanLikeWords() {
        float[] lost = MODEL.embed("I lost my bank card");
        float[] stolen = MODEL.embed("somebody took my debit card, I cannot find it");
        float[] greeting = MODEL.embed("I lost my way to the museum");

        assertTrue(dot(lost, stolen) > dot(lost, greeting));
    }

    @Test
    void vectorsHaveLengthOne() {
        for (String text : List.of("hello", "", "\0", "half a sign \ud83d", "日本語の文章です。", "word ".repeat(3_000))) {
            float[] vector = MODEL.embed(text);
            assertEquals(384, vector.length);
            assertEquals(1, dot(vector, vector), 1e-5);
        }
    }

    @Test
    void whatStandsBeyondTheModelsLimitStillCounts() {
        String long1 = "The train to Paris is late. ".repeat(120) + "Please refund my opera ticket. ".repeat(40);
        String long2 = "The train to Paris is late. ".repeat(160);

        assertFalse(Arrays.equals(MODEL.embed(long1), MODEL.embed(long2)));
        float[] opera = MODEL.embed("refund of an opera ticket");
        assertTrue(dot(opera, MODEL.embed(long1)) > dot(opera, MODEL.embed(long2)));
    }

    @Test
    void closingWaitsForTextsThatAreAtWork() throws InterruptedException {
        OnnxEmbedder model = new OnnxEmbedder(SentenceModel.BGE_SMALL);
        String text = "Please refund my opera ticket. ".repeat(10);
        model.embed(text);
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                workers.execute(() -> {
                    assertThrows(IllegalStateException.class, () -> embedForever(model, text));
                    refused.incrementAndGet();
                });
            }
            Thread.sleep(200);
            model.close();
        }

        assertEquals(4, refused.get());
    }

    @Test
    void nothingIsComputedAnyMoreWhenTheProcessEnds() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path", "")),
                        Ending.class.getName())
                .inheritIO()
                .start();
        assertEquals(0, process.waitFor());
    }

    /// A process of its own, because nothing can be embedded in it afterwards.
    static final class Ending {
        private Ending() {}

        public static void main(String[] none) throws InterruptedException {
            OnnxEmbedder model = new OnnxEmbedder(SentenceModel.BGE_SMALL);
            AtomicInteger embedded = new AtomicInteger();
            Thread.ofPlatform().daemon().start(() -> {
                while (true) {
                    model.embed("Please refund my opera ticket.");
                    embedded.incrementAndGet();
                }
            });
            while (embedded.get() == 0) {
                Thread.sleep(5);
            }
            boolean stopped = OnnxEmbedder.stopAll(Duration.ofSeconds(20));
            Thread.sleep(50);
            int before = embedded.get();
            Thread.sleep(300);
            System.exit(stopped && embedded.get() == before ? 0 : 1);
        }
    }

    private static void embedForever(OnnxEmbedder model, String text) {
        while (true) {
            model.embed(text);
        }
    }

    @Test
    void aFolderAsItIsPublishedGivesTheSameVectors(@TempDir Path folder) throws IOException {
        Files.createDirectories(folder.resolve("onnx"));
        Files.createDirectories(folder.resolve("1_Pooling"));
        Files.write(
                folder.resolve("onnx/model.onnx"),
                SentenceModel.BGE_SMALL.network().read());
        Files.write(
                folder.resolve("tokenizer.json"),
                SentenceModel.BGE_SMALL.tokenizer().read());
        Files.writeString(folder.resolve("1_Pooling/config.json"), "{\"pooling_mode_cls_token\": true}");
        Files.writeString(folder.resolve("sentence_bert_config.json"), "{\"max_seq_length\": 512}");

        try (OnnxEmbedder copy = new OnnxEmbedder(SentenceModel.fromFolder(folder))) {
            assertArrayEquals(MODEL.embed("where is my order"), copy.embed("where is my order"));
        }
    }

    @Test
    void fusingTheNetworkChangesNoMoreThanRounding(@TempDir Path folder) throws IOException {
        assertTrue(SentenceModel.BGE_SMALL.network() instanceof SentenceModel.Fused);
        Files.write(
                folder.resolve("model.onnx"),
                ((SentenceModel.Fused) SentenceModel.BGE_SMALL.network())
                        .published()
                        .read());
        Files.write(
                folder.resolve("tokenizer.json"),
                SentenceModel.BGE_SMALL.tokenizer().read());
        Files.createDirectories(folder.resolve("1_Pooling"));
        Files.writeString(folder.resolve("1_Pooling/config.json"), "{\"pooling_mode_cls_token\": true}");

        try (OnnxEmbedder published = new OnnxEmbedder(SentenceModel.fromFolder(folder))) {
            for (String text : List.of("", "refund", "where is my order", "The train to Paris is late. ".repeat(15))) {
                double cosine = dot(MODEL.embed(text), published.embed(text));
                assertTrue(cosine > 0.998, text + ": " + cosine);
            }
        }
    }

    @Test
    void aFolderWithoutAModelIsNamed(@TempDir Path folder) {
        UncheckedIOException error = assertThrows(UncheckedIOException.class, () -> SentenceModel.fromFolder(folder));

        assertTrue(error.getMessage().contains("tokenizer.json"), error.getMessage());
    }

    @Test
    void theTokenizerMayNotAskTheNetworkForABuild() {
        MODEL.embed("loads the tokenizer");

        assertEquals("true", System.getProperty("ai.djl.offline"));
    }

    private static double dot(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
