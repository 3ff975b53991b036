package dev.tracemap.llm;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The weights of an ONNX file by name, in the order of the file. Field numbers are those of `onnx.proto3`, and the
/// bytes are protobuf's (protobuf.dev/programming-guides/encoding). Protobuf's own library would print a warning at
/// every start on today's JDK, for three kinds of fields.
record OnnxTensors(Map<String, Tensor> byName) {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_INITIALIZER = 5;

    /// @param type as ONNX numbers them: 1 float, 2 unsigned byte, 3 signed byte, 7 long
    /// @param bytes little endian, row by row; not to be changed
    record Tensor(List<Long> shape, int type, byte[] bytes) {}

    @FunctionalInterface
    private interface Fields {
        /// @param number of a varint; 0 for other kinds
        /// @param bytes of a field with a length; empty for other kinds
        void field(int field, long number, ByteBuffer bytes);
    }

    /// @throws IllegalArgumentException for anything but such a file
    static OnnxTensors read(byte[] file) {
        Map<String, Tensor> byName = new LinkedHashMap<>();
        try {
            each(ByteBuffer.wrap(file), (field, _, graph) -> {
                if (field == MODEL_GRAPH) {
                    each(graph, (part, _, tensor) -> {
                        if (part == GRAPH_INITIALIZER) {
                            add(tensor, byName);
                        }
                    });
                }
            });
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("the embedding network is not an ONNX file", e);
        }
        return new OnnxTensors(byName);
    }

    /// @throws IllegalArgumentException for a network of another build
    Tensor get(String name) {
        Tensor tensor = byName.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("the embedding network has no weights named " + name);
        }
        return tensor;
    }

    /// Writers keep values raw, or as lists of floats or small integers, packed.
    private static void add(ByteBuffer tensor, Map<String, Tensor> byName) {
        List<Long> shape = new ArrayList<>();
        int[] type = new int[1];
        StringBuilder name = new StringBuilder();
        ByteArrayOutputStream values = new ByteArrayOutputStream();
        each(tensor, (field, number, bytes) -> {
            switch (field) {
                case 1 -> shape.add(number);
                case 2 -> type[0] = (int) number;
                case 4, 9 -> values.writeBytes(copy(bytes));
                case 5 -> {
                    while (bytes.hasRemaining()) {
                        values.write((int) varint(bytes));
                    }
                }
                case 8 -> name.append(new String(copy(bytes), StandardCharsets.UTF_8));
                default -> {}
            }
        });
        byName.put(name.toString(), new Tensor(List.copyOf(shape), type[0], values.toByteArray()));
    }

    private static void each(ByteBuffer in, Fields fields) {
        while (in.hasRemaining()) {
            int tag = (int) varint(in);
            int field = tag >>> 3;
            switch (tag & 7) {
                case 0 -> fields.field(field, varint(in), ByteBuffer.allocate(0));
                case 1 -> in.getLong();
                case 2 -> {
                    int length = (int) varint(in);
                    if (length < 0 || length > in.remaining()) {
                        throw new BufferUnderflowException();
                    }
                    fields.field(field, 0, in.slice(in.position(), length));
                    in.position(in.position() + length);
                }
                case 5 -> in.getInt();
                default -> throw new BufferUnderflowException();
            }
        }
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte next = in.get();
            value |= (next & 127L) << shift;
            if (next >= 0) {
                return value;
            }
        }
    }

    private static byte[] copy(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }
}
