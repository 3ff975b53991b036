package dev.tracemap.llm;

import dev.tracemap.llm.OnnxTensors.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A quantised BERT encoder with the published weights and fewer, larger steps.
///
/// The published file spells attention out in some forty operators a layer. Here a layer is eight: the runtime has
/// them ready-made, but finds them by itself only in networks that are not quantised. And since the text's vector is
/// that of its first token, the last layer is computed for that token alone once attention has seen the others.
/// The weights are untouched; vectors differ from the published file's by rounding (cosine above 0.999). The graph
/// is what the BERT paper describes (Devlin et al., 2019, section 3) with every weight matrix in bytes.
final class FusedBert {
    private static final int WEIGHTS_PER_LAYER = 6;
    private static final Map<String, Float> NORM = Map.of("epsilon", 1e-12f);
    private static final String TABLE = "embeddings.%s_embeddings.weight_%s";

    private final OnnxTensors published;
    private final OnnxGraph graph = new OnnxGraph();
    private final List<String> matrices;
    private final long heads;
    private final long width;

    private FusedBert(OnnxTensors published, long heads) {
        this.published = published;
        this.heads = heads;
        this.width = published.get("embeddings.LayerNorm.bias").shape().getFirst();
        this.matrices = published.byName().keySet().stream()
                .filter(name -> name.startsWith("onnx::MatMul_") && name.endsWith("_quantized"))
                .map(name -> name.substring(0, name.length() - "quantized".length()))
                .toList();
    }

    /// @param published the file as optimum exports and quantises it: bytes, one scale a column, no zero points
    /// @param heads of the attention
    /// @throws IllegalArgumentException naming the first of the weights that is not as expected
    static byte[] of(byte[] published, long heads) {
        return new FusedBert(OnnxTensors.read(published), heads).file();
    }

    private byte[] file() {
        graph.weight("first", longs(List.of(), 0));
        graph.weight("0", longs(List.of(1L), 0));
        graph.weight("1", longs(List.of(1L), 1));
        graph.weight("2", longs(List.of(1L), 2));
        graph.weight("no_zero_points", new Tensor(List.of(3 * width), 3, new byte[Math.toIntExact(3 * width)]));
        String hidden = embeddings();
        int layers = matrices.size() / WEIGHTS_PER_LAYER;
        for (int layer = 0; layer < layers; layer++) {
            hidden = layer(
                    "encoder.layer." + layer + ".",
                    matrices.subList(layer * WEIGHTS_PER_LAYER, (layer + 1) * WEIGHTS_PER_LAYER),
                    hidden,
                    layer == layers - 1);
        }
        return graph.file("input_ids", hidden);
    }

    private String embeddings() {
        String words = floats("word", node("Gather", table("word"), "input_ids"));
        String kind = floats("token_type", node("Gather", table("token_type"), "first"));
        String tokens = node("Slice", node("Shape", "input_ids"), "1", "2", "0");
        String places = floats("position", node("Slice", table("position"), "0", tokens, "0"));
        String sum = node("Add", node("Add", words, kind), places);
        return graph.node(
                "LayerNormalization",
                List.of(sum, kept("embeddings.LayerNorm.weight"), kept("embeddings.LayerNorm.bias")),
                NORM);
    }

    private String table(String which) {
        return kept(TABLE.formatted(which, "quantized"));
    }

    private String floats(String which, String bytes) {
        return node(
                "DequantizeLinear",
                bytes,
                kept(TABLE.formatted(which, "scale")),
                kept(TABLE.formatted(which, "zero_point")));
    }

    /// @param weights names of the matrices: query, key, value, attention's output, and the two of the feed-forward
    /// part
    private String layer(String name, List<String> weights, String hidden, boolean last) {
        String attended = attention(name, weights.subList(0, 3), hidden);
        String residual = hidden;
        if (last) {
            attended = graph.node("Gather", List.of(attended, "0"), Map.of("axis", 1L));
            residual = graph.node("Gather", List.of(hidden, "0"), Map.of("axis", 1L));
        }
        String mixed = times(attended, weights.get(3), name + "attention.output.dense.bias");
        String middle = sumNormalized(mixed, residual, name + "attention.output.LayerNorm.");
        String wide = times(middle, weights.get(4), name + "intermediate.dense.bias");
        String active = graph.runtimeNode("Gelu", List.of(wide), Map.of());
        String narrow = times(active, weights.get(5), name + "output.dense.bias");
        return sumNormalized(narrow, middle, name + "output.LayerNorm.");
    }

    private String attention(String name, List<String> weights, String hidden) {
        List<String> bytesScaleZero = graph.nodes("DynamicQuantizeLinear", List.of(hidden), 3);
        Tensor matrix = new Tensor(List.of(width, 3 * width), 3, sideBySide(weights));
        Tensor scale = new Tensor(
                List.of(3 * width),
                OnnxGraph.FLOAT,
                oneAfterTheOther(weights.stream().map(each -> each + "scale")));
        Tensor bias = new Tensor(
                List.of(3 * width),
                OnnxGraph.FLOAT,
                oneAfterTheOther(
                        Stream.of("query", "key", "value").map(each -> name + "attention.self." + each + ".bias")));
        return graph.runtimeNode(
                "QAttention",
                List.of(
                        bytesScaleZero.get(0),
                        graph.weight(name + "qkv", matrix),
                        graph.weight(name + "qkv_bias", bias),
                        bytesScaleZero.get(1),
                        graph.weight(name + "qkv_scale", scale),
                        // No mask: a text comes alone and nothing of it is padding.
                        "",
                        bytesScaleZero.get(2),
                        "no_zero_points"),
                Map.of("num_heads", heads));
    }

    private String times(String hidden, String weights, String bias) {
        checkedZeroPoints(weights);
        return graph.runtimeNode(
                "DynamicQuantizeMatMul",
                List.of(
                        hidden,
                        kept(weights + "quantized"),
                        kept(weights + "scale"),
                        kept(weights + "zero_point"),
                        kept(bias)),
                Map.of());
    }

    private String sumNormalized(String one, String other, String norm) {
        return graph.runtimeNode(
                "SkipLayerNormalization", List.of(one, other, kept(norm + "weight"), kept(norm + "bias")), NORM);
    }

    private byte[] sideBySide(List<String> weights) {
        weights.forEach(this::checkedZeroPoints);
        int row = Math.toIntExact(width);
        ByteBuffer together = ByteBuffer.allocate(3 * row * row);
        for (int i = 0; i < row; i++) {
            for (String each : weights) {
                together.put(published.get(each + "quantized").bytes(), i * row, row);
            }
        }
        return together.array();
    }

    private byte[] oneAfterTheOther(Stream<String> names) {
        ByteArrayOutputStream together = new ByteArrayOutputStream();
        names.forEach(name -> together.writeBytes(published.get(name).bytes()));
        return together.toByteArray();
    }

    private void checkedZeroPoints(String weights) {
        for (byte each : published.get(weights + "zero_point").bytes()) {
            if (each != 0) {
                throw new IllegalArgumentException("the embedding network's " + weights + "zero_point is not zero");
            }
        }
    }

    private String kept(String name) {
        return graph.weight(name, published.get(name));
    }

    private String node(String operator, String... inputs) {
        return graph.node(operator, List.of(inputs), Map.of());
    }

    private static Tensor longs(List<Long> shape, long value) {
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
        return new Tensor(shape, OnnxGraph.LONG, bytes.array());
    }
}
