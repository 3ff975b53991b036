package dev.tracemap.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tracemap.llm.OnnxEmbedder;
import dev.tracemap.llm.SentenceModel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class EmbedderTest {
    private static final OnnxEmbedder MODEL = new OnnxEmbedder(SentenceModel.BGE_SMALL);

    @AfterAll
    static void close() {
        MODEL.close();
    }

    @Test
    void vectorsDoNotDependOnNeighboursOrThreads() {
        List<String> texts = IntStream.range(0, 20)
                .mapToObj(i -> "request " + i + " about " + "a late parcel ".repeat(i))
                .toList();

        List<float[]> together = new Embedder(MODEL, 4).embed(texts, hashes -> Map.of(), made -> {}, done -> {});

        for (int i = 0; i < texts.size(); i++) {
            assertArrayEquals(MODEL.embed(texts.get(i)), together.get(i));
        }
    }

    @Test
    void noTextIsEmbeddedTwice() {
        Map<String, float[]> store = new HashMap<>(Map.of(TextHash.of("known"), new float[] {1}));
        List<Map<String, float[]>> kept = new ArrayList<>();
        List<Integer> progress = new ArrayList<>();

        List<float[]> vectors =
                new Embedder(MODEL, 2).embed(List.of("new", "known", "new"), hashes -> store, kept::add, progress::add);

        assertArrayEquals(new float[] {1}, vectors.get(1));
        assertArrayEquals(vectors.get(0), vectors.get(2));
        assertEquals(1, kept.size());
        assertEquals(List.of(TextHash.of("new")), List.copyOf(kept.getFirst().keySet()));
        assertEquals(List.of(2, 3), progress);
    }

    @Test
    void whatIsDoneStaysKeptWhenTheWorkIsCancelled() {
        List<String> texts = IntStream.range(0, 200).mapToObj(i -> "text " + i).toList();
        Map<String, float[]> kept = new HashMap<>();

        assertThrows(CancellationException.class, () -> new Embedder(MODEL, 2)
                .embed(texts, hashes -> Map.of(), kept::putAll, done -> {
                    if (done > 0) {
                        throw new CancellationException();
                    }
                }));

        assertEquals(64, kept.size());
    }
}
