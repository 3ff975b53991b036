package dev.tracemap.llm;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Text to token numbers, in pieces that the model can take. May be used by several threads at once.
final class SentenceTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final long[] prefix;
    private final long[] suffix;
    private final int room;

    static {
        // The library asks for a build for the graphics card, over the network, unless told that this is not wanted.
        presetProperty("ai.djl.offline", "true");
        presetProperty("RUST_FLAVOR", "cpu");
    }

    /// @param maxTokens special tokens included
    SentenceTokenizer(byte[] json, int maxTokens) {
        try {
            // Truncation and padding written in the file would cut texts silently and change their vectors.
            tokenizer = HuggingFaceTokenizer.newInstance(
                    new ByteArrayInputStream(json), Map.of("truncation", "false", "padding", "false"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        long[] empty = tokenizer.encode("").getIds();
        // An empty text is nothing but the marks that every text is wrapped in.
        int before = (empty.length + 1) / 2;
        prefix = Arrays.copyOf(empty, before);
        suffix = Arrays.copyOfRange(empty, before, empty.length);
        room = maxTokens - empty.length;
    }

    /// The text as one or more sequences, each complete with its special tokens. Longer texts are cut into pieces of
    /// nearly equal length, so that no piece is a mere leftover.
    List<long[]> sequences(String text) {
        Encoding encoding = tokenizer.encode(text, false, false);
        long[] ids = encoding.getIds();
        int pieces = Math.max(1, (ids.length + room - 1) / room);
        List<long[]> sequences = new ArrayList<>(pieces);
        for (int i = 0; i < pieces; i++) {
            int from = (int) ((long) ids.length * i / pieces);
            int to = (int) ((long) ids.length * (i + 1) / pieces);
            sequences.add(wrapped(ids, from, to));
        }
        return sequences;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private long[] wrapped(long[] ids, int from, int to) {
        long[] sequence = new long[prefix.length + to - from + suffix.length];
        System.arraycopy(prefix, 0, sequence, 0, prefix.length);
        System.arraycopy(ids, from, sequence, prefix.length, to - from);
        System.arraycopy(suffix, 0, sequence, prefix.length + to - from, suffix.length);
        return sequence;
    }

    private static void presetProperty(String name, String value) {
        if (System.getProperty(name) == null) {
            System.setProperty(name, value);
        }
    }
}
