package dev.tracemap.server.bench;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

/// The program that times langchain4j's `embedAll`. It is called by its name only: langchain4j is copied beside the
/// build for this comparison and is no part of the product.
public final class PeerEmbedding {
    private PeerEmbedding() {}

    /// @param arguments words of a text, number of texts
    public static void main(String[] arguments) throws ReflectiveOperationException {
        int words = Integer.parseInt(arguments[0]);
        int texts = Integer.parseInt(arguments[1]);
        Object model = Class.forName(
                        "dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel")
                .getConstructor()
                .newInstance();
        Method embedAll = model.getClass().getMethod("embedAll", List.class);
        embedAll.invoke(model, segments(EmbedBench.warmUp(words)));
        List<Object> segments = segments(EmbedBench.measured(words, texts));
        long began = System.nanoTime();
        embedAll.invoke(model, segments);
        System.out.println("{\"texts_a_second\": " + texts / ((System.nanoTime() - began) / 1e9) + "}");
        System.exit(0);
    }

    private static List<Object> segments(List<String> texts) throws ReflectiveOperationException {
        Method from = Class.forName("dev.langchain4j.data.segment.TextSegment").getMethod("from", String.class);
        List<Object> segments = new ArrayList<>();
        for (String text : texts) {
            segments.add(from.invoke(null, text));
        }
        return segments;
    }
}
