package dev.tracemap.llm;

import dev.tracemap.llm.OnnxTensors.Tensor;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// An ONNX file in the making: nodes in the order in which they run, and their weights. Field numbers are those of
/// `onnx.proto3`.
final class OnnxGraph {
    static final int FLOAT = 1;
    static final int LONG = 7;

    /// The operators that the runtime adds to the standard ones.
    private static final String RUNTIME = "com.microsoft";

    private static final int FILE_FORMAT = 8;
    private static final int STANDARD_OPERATORS = 17;
    private static final int ATTRIBUTE_FLOAT = 1;
    private static final int ATTRIBUTE_INT = 2;

    private final Message graph = new Message();
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private int count;

    /// A message of protobuf in the making.
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message number(int field, float value) {
            varint(((long) field << 3) | 5);
            out.writeBytes(ByteBuffer.allocate(Float.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putFloat(value)
                    .array());
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes());
        }

        Message bytes(int field, byte[] value) {
            varint(((long) field << 3) | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~127L) != 0) {
                out.write((int) ((rest & 127) | 128));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }

    /// @return its name
    String weight(String name, Tensor tensor) {
        weights.put(name, tensor);
        return name;
    }

    /// A standard operator with one result.
    ///
    /// @param attributes `Long` or `Float`
    /// @return the name of the result
    String node(String operator, List<String> inputs, Map<String, ? extends Number> attributes) {
        return node("", operator, inputs, 1, attributes).getFirst();
    }

    /// An operator that only this runtime has, with one result.
    String runtimeNode(String operator, List<String> inputs, Map<String, ? extends Number> attributes) {
        return node(RUNTIME, operator, inputs, 1, attributes).getFirst();
    }

    /// A standard operator with several results.
    List<String> nodes(String operator, List<String> inputs, int results) {
        return node("", operator, inputs, results, Map.of());
    }

    private List<String> node(
            String domain,
            String operator,
            List<String> inputs,
            int results,
            Map<String, ? extends Number> attributes) {
        String name = operator + "_" + count++;
        List<String> outputs =
                IntStream.range(0, results).mapToObj(i -> name + "_" + i).toList();
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(3, name).text(4, operator);
        attributes.forEach((key, value) -> node.message(5, attribute(key, value)));
        graph.message(1, node.text(7, domain));
        return outputs;
    }

    private static Message attribute(String name, Number value) {
        Message attribute = new Message().text(1, name);
        return value instanceof Float number
                ? attribute.number(2, (float) number).number(20, (long) ATTRIBUTE_FLOAT)
                : attribute.number(3, value.longValue()).number(20, (long) ATTRIBUTE_INT);
    }

    /// The whole file; nothing can be added afterwards.
    ///
    /// @param input name of the only input, longs of any number of rows and columns
    /// @param output name of the only result, floats in three dimensions
    byte[] file(String input, String output) {
        graph.text(2, "fused");
        weights.forEach((name, tensor) -> graph.message(5, tensor(name, tensor)));
        graph.message(11, value(input, LONG, 2)).message(12, value(output, FLOAT, 3));
        return new Message()
                .number(1, (long) FILE_FORMAT)
                .message(7, graph)
                .message(8, new Message().number(2, (long) STANDARD_OPERATORS))
                .message(8, new Message().text(1, RUNTIME).number(2, 1L))
                .bytes();
    }

    private static Message tensor(String name, Tensor tensor) {
        Message message = new Message();
        tensor.shape().forEach(length -> message.number(1, (long) length));
        return message.number(2, (long) tensor.type()).text(8, name).bytes(9, tensor.bytes());
    }

    /// A value whose dimensions have names instead of lengths.
    private static Message value(String name, int type, int dimensions) {
        Message shape = new Message();
        for (int i = 0; i < dimensions; i++) {
            shape.message(1, new Message().text(2, name + "_" + i));
        }
        Message tensor = new Message().number(1, (long) type).message(2, shape);
        return new Message().text(1, name).message(2, new Message().message(1, tensor));
    }
}
