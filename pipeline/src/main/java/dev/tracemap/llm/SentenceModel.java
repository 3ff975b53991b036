package dev.tracemap.llm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The files of a sentence-transformers model in ONNX form, and how to use them.
///
/// @param name stands with every vector the model makes: vectors of different names are never compared
/// @param maxTokens what fits into one call, special tokens included
/// @param network the ONNX file
/// @param tokenizer the `tokenizer.json` of Hugging Face's tokenizers
public record SentenceModel(String name, Pooling pooling, int maxTokens, Source network, Source tokenizer) {

    /// How the vectors of the tokens become the vector of the text.
    public enum Pooling {
        MEAN,
        /// The vector of the first token.
        CLS
    }

    /// Where the bytes of a file come from.
    public sealed interface Source {
        byte[] read();
    }

    /// A file that comes with a library on the class path.
    public record Resource(String path) implements Source {
        @Override
        public byte[] read() {
            try (InputStream in = SentenceModel.class.getResourceAsStream(path)) {
                if (in == null) {
                    throw new FileNotFoundException(path + " is not on the class path: the installation is incomplete");
                }
                return in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    public record LocalFile(Path path) implements Source {
        @Override
        public byte[] read() {
            try {
                return Files.readAllBytes(path);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + path, e);
            }
        }
    }

    /// A quantised BERT network in fewer, larger steps: see [FusedBert].
    public record Fused(Source published, int heads) implements Source {
        @Override
        public byte[] read() {
            return FusedBert.of(published.read(), heads);
        }
    }

    /// bge-small-en-v1.5, quantised: English, 384 numbers, 512 tokens. The model that comes with us; the measurements
    /// behind the choice are in `docs/models.md`.
    public static final SentenceModel BGE_SMALL = new SentenceModel(
            "bge-small-en-v1.5-q8",
            Pooling.CLS,
            512,
            new Fused(new Resource("/bge-small-en-v1.5-q.onnx"), 12),
            new Resource("/bge-small-en-v1.5-q-tokenizer.json"));

    public SentenceModel {
        if (maxTokens < 8) {
            throw new IllegalArgumentException(name + ": max_seq_length cannot be " + maxTokens);
        }
    }

    /// A folder as sentence-transformers publishes it: `tokenizer.json`, `model.onnx` here or in `onnx/`, and, where
    /// present, `1_Pooling/config.json` and `sentence_bert_config.json`. Without these: mean pooling,
    /// 128 tokens.
    ///
    /// @throws UncheckedIOException naming the file that is missing or cannot be read
    public static SentenceModel fromFolder(Path folder) {
        Path tokenizer = existing(List.of(folder.resolve("tokenizer.json")));
        Path network = existing(List.of(folder.resolve("model.onnx"), folder.resolve("onnx/model.onnx")));
        boolean cls = config(folder.resolve("1_Pooling/config.json"))
                .path("pooling_mode_cls_token")
                .asBoolean(false);
        int maxTokens = config(folder.resolve("sentence_bert_config.json"))
                .path("max_seq_length")
                .asInt(128);
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        return new SentenceModel(
                name, cls ? Pooling.CLS : Pooling.MEAN, maxTokens, new LocalFile(network), new LocalFile(tokenizer));
    }

    private static Path existing(List<Path> places) {
        return places.stream().filter(Files::isRegularFile).findFirst().orElseThrow(() -> {
            String message = "no embedding model in this folder: " + places + " is missing";
            return new UncheckedIOException(message, new FileNotFoundException(message));
        });
    }

    private static JsonNode config(Path file) {
        ObjectMapper mapper = new ObjectMapper();
        if (!Files.isRegularFile(file)) {
            return mapper.createObjectNode();
        }
        try {
            return mapper.readTree(file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
