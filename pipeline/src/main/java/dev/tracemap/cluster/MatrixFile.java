package dev.tracemap.cluster;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and writes a matrix of embeddings as a NumPy `.npy` file (format versions 1 to 3), read through a memory map.
public final class MatrixFile {
    private static final int PREFIX = 10;
    private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern SHAPE =
            Pattern.compile("'shape'\\s*:\\s*\\(\\s*(\\d+)\\s*(?:,\\s*(\\d+)\\s*)?,?\\s*\\)");

    private MatrixFile() {}

    /// Reads a one- or two-dimensional array of little-endian float32 or float64; a one-dimensional one becomes a
    /// single column. Numbers that are not finite are passed on as they are.
    ///
    /// @throws IOException where the file cannot be read or is not such an array, with the file's name
    public static Matrix read(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new Header(file, bytes).matrix();
        }
    }

    /// Writes the matrix as format version 1.
    public static void write(Matrix matrix, Path file) throws IOException {
        String shape = "(" + matrix.rows() + ", " + matrix.columns() + ")";
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n";
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
            out.write(new byte[] {(byte) header.length(), (byte) (header.length() >> 8)});
            out.write(header.getBytes(StandardCharsets.US_ASCII));
            ByteBuffer row = ByteBuffer.allocate(matrix.columns() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (int i = 0; i < matrix.rows(); i++) {
                row.asFloatBuffer().put(matrix.values(), matrix.offset(i), matrix.columns());
                out.write(row.array());
            }
        }
    }

    /// The file's parts: a magic string, a version, and a Python dictionary that says type, order and shape.
    private static final class Header {
        private static final ValueLayout.OfShort SHORT =
                ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        private static final ValueLayout.OfFloat FLOAT =
                ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
        private static final ValueLayout.OfDouble DOUBLE =
                ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

        private final Path file;
        private final MemorySegment bytes;
        private final int rows;
        private final int columns;
        private final boolean fortran;
        private final boolean wide;
        private final long data;

        Header(Path file, MemorySegment bytes) throws IOException {
            this.file = file;
            this.bytes = bytes;
            if (bytes.byteSize() < PREFIX
                    || bytes.get(ValueLayout.JAVA_BYTE, 0) != (byte) 0x93
                    || !"NUMPY".equals(text(1, 5))) {
                throw new IOException(file + " is not a .npy file: it does not begin with \\x93NUMPY");
            }
            boolean shortLength = bytes.get(ValueLayout.JAVA_BYTE, 6) == 1;
            long length =
                    shortLength ? Short.toUnsignedLong(bytes.get(SHORT, 8)) : Integer.toUnsignedLong(bytes.get(INT, 8));
            long begin = shortLength ? PREFIX : PREFIX + 2L;
            this.data = begin + length;
            if (data > bytes.byteSize()) {
                throw new IOException(file + " ends within its header");
            }
            String header = text(begin, (int) length);
            String type = found(DESCR, header).group(1);
            if (!type.equals("<f4") && !type.equals("<f8")) {
                throw new IOException(file + " holds '" + type + "'; save it as float32, for instance with"
                        + " numpy.save(file, array.astype('<f4'))");
            }
            this.wide = type.equals("<f8");
            this.fortran = found(FORTRAN, header).group(1).equals("True");
            Matcher shape = found(SHAPE, header);
            this.rows = Integer.parseInt(shape.group(1));
            this.columns = shape.group(2) == null ? 1 : Integer.parseInt(shape.group(2));
            check();
        }

        private void check() throws IOException {
            long values = (long) rows * columns;
            if (values > Integer.MAX_VALUE - 8) {
                throw new IOException(file + " has " + rows + " × " + columns + " values; up to 2147483639 fit into"
                        + " one matrix: cluster a part of the rows, or fewer columns");
            }
            long wanted = data + values * (wide ? Double.BYTES : Float.BYTES);
            if (bytes.byteSize() < wanted) {
                throw new IOException(file + " is cut off: " + rows + " × " + columns + " values need " + wanted
                        + " bytes, it has " + bytes.byteSize());
            }
        }

        private Matcher found(Pattern pattern, String header) throws IOException {
            Matcher matcher = pattern.matcher(header);
            if (!matcher.find()) {
                throw new IOException(file + " is not an array of one or two dimensions: " + header.strip());
            }
            return matcher;
        }

        private String text(long at, int length) {
            return new String(bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        }

        Matrix matrix() {
            float[] values = new float[rows * columns];
            if (!wide && !fortran) {
                MemorySegment.copy(bytes, FLOAT, data, values, 0, values.length);
                return new Matrix(rows, columns, values);
            }
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < columns; column++) {
                    long at = fortran ? (long) column * rows + row : (long) row * columns + column;
                    values[row * columns + column] = value(at);
                }
            }
            return new Matrix(rows, columns, values);
        }

        private float value(long at) {
            return wide
                    ? (float) bytes.get(DOUBLE, data + at * Double.BYTES)
                    : bytes.get(FLOAT, data + at * Float.BYTES);
        }
    }
}
