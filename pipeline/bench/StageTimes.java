import com.sun.management.OperatingSystemMXBean;
import dev.tracemap.cluster.Matrix;
import dev.tracemap.cluster.MatrixFile;
import dev.tracemap.cluster.Progress;
import dev.tracemap.cluster.neighbour.NeighbourGraph;
import dev.tracemap.cluster.neighbour.Neighbours;
import dev.tracemap.cluster.reduce.Umap;
import dev.tracemap.cluster.reduce.UmapParams;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// For each line on standard input computes neighbours and both layouts of one matrix and prints a line of JSON: per
/// stage wall-clock seconds and processor seconds of the whole process. compare.py runs it.
///
/// Arguments: FILE.npy, threads, and optionally a prefix under which the last layouts are saved.
public final class StageTimes {
    private final List<String> stages = new ArrayList<>();

    public static void main(String[] args) throws IOException {
        Matrix rows = MatrixFile.read(Path.of(args[0]));
        int threads = Integer.parseInt(args[1]);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            StageTimes times = new StageTimes();
            NeighbourGraph graph =
                    times.time("neighbours", () -> Neighbours.of(rows, 15, 42, threads, Progress.SILENT));
            Matrix space = times.time(
                    "umap100",
                    () -> Umap.fit(rows, graph, new UmapParams(100, 0, 15, 42, threads), Progress.SILENT));
            Matrix plane = times.time(
                    "umap2",
                    () -> Umap.fit(space, graph, new UmapParams(2, 0.1f, 15, 42, threads), Progress.SILENT));
            System.out.println("{\"method\": \"" + graph.method() + "\", \"recall\": " + graph.recall() + ", "
                    + String.join(", ", times.stages) + "}");
            if (args.length > 2) {
                save(Path.of(args[2] + ".umap100.npy"), space);
                save(Path.of(args[2] + ".umap2.npy"), plane);
            }
        }
    }

    private <T> T time(String stage, Supplier<T> work) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long wall = System.nanoTime();
        long cpu = system.getProcessCpuTime();
        T result = work.get();
        stages.add(String.format(
                Locale.ROOT,
                "\"%s\": {\"wall\": %.3f, \"cpu\": %.3f}",
                stage,
                (System.nanoTime() - wall) / 1e9,
                (system.getProcessCpuTime() - cpu) / 1e9));
        return result;
    }

    private static void save(Path file, Matrix matrix) throws IOException {
        String shape = "(" + matrix.rows() + ", " + matrix.columns() + ")";
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + ", }\n";
        ByteBuffer bytes = ByteBuffer.allocate(10 + header.length() + 4 * matrix.values().length);
        bytes.order(ByteOrder.LITTLE_ENDIAN).put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        bytes.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        bytes.asFloatBuffer().put(matrix.values());
        Files.write(file, bytes.array());
    }
}
