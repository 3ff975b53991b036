package dev.tracemap.llm;

import java.util.List;

/// Turns texts into vectors of length 1.
public sealed interface EmbeddingModel permits OnnxEmbedder, RemoteEmbedder {

    /// Stands with every vector; vectors of models with different names are never compared.
    String name();

    /// How many texts one call of [#embed(List)] takes at best.
    int textsPerCall();

    /// One vector a text, in order. May be called from several threads at once.
    ///
    /// @throws ModelFailure when a remote model gives no usable answer
    List<float[]> embed(List<String> texts);

    /// Whether other languages than English are understood badly, as far as the name tells.
    default boolean englishOnly() {
        return name().contains("-en-") || name().endsWith("-en") || name().startsWith("all-");
    }
}
