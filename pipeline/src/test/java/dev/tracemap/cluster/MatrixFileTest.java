package dev.tracemap.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MatrixFileTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatNumpyWrites() throws IOException {
        Matrix matrix = MatrixFile.read(file("<f4", false, "(2, 3)", 1, 1, 2, 3, 4, 5, 6));
        assertEquals(2, matrix.rows());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, matrix.values());
        assertArrayEquals(
                new float[] {1, 2, 3, 4, 5, 6},
                MatrixFile.read(file("<f4", true, "(2, 3)", 2, 1, 4, 2, 5, 3, 6))
                        .values());
        assertArrayEquals(
                new float[] {1.5f, -2},
                MatrixFile.read(file("<f8", false, "(2, 1)", 3, 1.5, -2)).values());
        Matrix column = MatrixFile.read(file("<f4", false, "(3,)", 1, 7, 8, 9));
        assertEquals(3, column.rows());
        assertEquals(1, column.columns());
    }

    @Test
    void readsWhatItHasWritten() throws IOException {
        Matrix matrix = new Matrix(2, 3, new float[] {1, -2, 3.5f, 4, 5, 6});
        Path file = folder.resolve("own.npy");
        MatrixFile.write(matrix, file);
        Matrix read = MatrixFile.read(file);
        assertEquals(3, read.columns());
        assertArrayEquals(matrix.values(), read.values());
    }

    @Test
    void saysWhenAMatrixIsTooLarge() throws IOException {
        assertTrue(message(file("<f4", false, "(1000000, 3072)", 1, 1)).contains("cluster a part of the rows"));
    }

    @Test
    void saysWhatIsWrongWithAFile() throws IOException {
        assertTrue(message(file("<i8", false, "(1, 1)", 1, 1)).contains("save it as float32"));
        assertTrue(message(file("<f4", false, "(9, 9)", 1, 1)).contains("cut off"));
        assertTrue(message(file("<f4", false, "(1, 1, 1)", 1, 1)).contains("one or two dimensions"));
        Path text = Files.writeString(folder.resolve("a.npy"), "hello, world, this is text");
        assertTrue(message(text).contains("is not a .npy file"));
        assertTrue(message(Files.writeString(text, "")).contains("is not a .npy file"));
    }

    private static String message(Path file) {
        return String.valueOf(
                assertThrows(IOException.class, () -> MatrixFile.read(file)).getMessage());
    }

    private Path file(String type, boolean fortran, String shape, int version, double... values) throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") + ", 'shape': "
                + shape + ", }\n";
        ByteBuffer bytes =
                ByteBuffer.allocate(12 + header.length() + 8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) version)
                .put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) header.length());
        } else {
            bytes.putInt(header.length());
        }
        bytes.put(header.getBytes(StandardCharsets.US_ASCII));
        for (double value : values) {
            if (type.endsWith("8")) {
                bytes.putDouble(value);
            } else {
                bytes.putFloat((float) value);
            }
        }
        byte[] written = new byte[bytes.flip().remaining()];
        bytes.get(written);
        return Files.write(Files.createTempFile(folder, "m", ".npy"), written);
    }
}
